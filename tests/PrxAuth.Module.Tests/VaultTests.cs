using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>The module as a vault: its functions, called as Microsoft.PowerShell.SecretManagement calls them.</summary>
public sealed class VaultTests
{
    // SecretManagement imports the module and calls the nested one through it, with these parameters and no others.
    private const string Vault = """
        function Invoke-Vault { param([string] $Command, [hashtable] $Parameters)
            $Parameters.VaultName = 'PrxAuth'
            if (-not $Parameters.AdditionalParameters) { $Parameters.AdditionalParameters = @{ Verbose = $false } }
            & (Get-Module PrxAuth) "PrxAuth.Extension\$Command" @Parameters
        }
        function Read-Secure { param([securestring] $Token) [System.Net.NetworkCredential]::new('', $Token).Password }
        """;

    [Fact]
    public async Task A_secret_is_a_token_that_is_valid_now()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        await engine.MustAsync($"{Vault}; $null = Connect-PrxAuth google-gemini work");
        world.Control.AccessTokenLifetime = TimeSpan.FromHours(1);
        EngineResult result = await engine.MustAsync("""
            $secret = Invoke-Vault Get-Secret @{ Name = 'google-gemini/work' }
            $secret.GetType().Name
            Read-Secure $secret
            Read-Secure (Invoke-Vault Get-Secret @{ Name = 'gemini/work' })
            Get-PrxAuthToken google-gemini work -AsPlainText
            """);
        Assert.Equal("SecureString", result.Output[0].Text);
        Assert.Single(result.Output.Skip(1).Select(output => output.Text).Distinct());
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Google).Refreshes);
    }

    [Fact]
    public async Task A_vault_can_ask_for_tokens_that_last()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(300);
        await engine.MustAsync($"{Vault}; $null = Connect-PrxAuth corp");
        world.Control.AccessTokenLifetime = TimeSpan.FromHours(1);
        await engine.MustAsync("Invoke-Vault Get-Secret @{ Name = 'corp/default' }");
        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        await engine.MustAsync("Invoke-Vault Get-Secret @{ Name = 'corp/default'; AdditionalParameters = @{ MinimumValidity = '10m' } }");
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    [Theory]
    [InlineData("corp/nobody")]
    [InlineData("nothing-of-ours/secret")]
    [InlineData("ApiKey")]
    [InlineData("a/b/c")]
    [InlineData("corp/*")]
    public async Task A_name_that_is_not_ours_is_left_to_other_vaults(string name)
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync($"{Vault}; Invoke-Vault Get-Secret @{{ Name = '{name}' }}");
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task A_profile_that_gives_no_token_says_why()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        await engine.MustAsync($"{Vault}; $null = Connect-PrxAuth corp");
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        ErrorReport failure = await engine.FailAsync("Invoke-Vault Get-Secret @{ Name = 'corp/default' }");
        Assert.Equal("LoginRequired", failure.Id);
        Assert.Contains("Connect-PrxAuth -Provider corp", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_tells_what_is_known_and_no_secret()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync($"{Vault}; $null = Connect-PrxAuth corp work; $null = Connect-PrxAuth google-gemini work");
        EngineResult all = await engine.MustAsync("Invoke-Vault Get-SecretInfo @{ Filter = '*' }");
        Assert.Equal(["corp/work", "google-gemini/work"], all.Values("Name"));
        Assert.All(all.Values("Type"), type => Assert.Equal("SecureString", type));
        Assert.All(all.Values("VaultName"), vault => Assert.Equal("PrxAuth", vault));
        string metadata = all.Values("Metadata")[0]!;
        foreach (string part in (string[])["Provider=corp", "Profile=work", "Account=alice", "Status=Valid", "Expires=", "Scopes=openid", "TokenType=Bearer"])
        {
            Assert.Contains(part, metadata, StringComparison.Ordinal);
        }

        world.Secrets.AssertAbsentFrom(all.Everything(), "the list");
        EngineResult some = await engine.MustAsync("Invoke-Vault Get-SecretInfo @{ Filter = 'google*' }; Invoke-Vault Get-SecretInfo @{ Filter = 'corp/work' }; Invoke-Vault Get-SecretInfo @{ Filter = 'x*' }");
        Assert.Equal(["google-gemini/work", "corp/work"], some.Values("Name"));
    }

    [Fact]
    public async Task A_token_that_somebody_has_can_be_stored_and_replaced()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync($$"""
            {{Vault}}
            Invoke-Vault Set-Secret @{ Name = 'anthropic/ci'; Secret = 'sk-one'; Metadata = @{} }
            Read-Secure (Invoke-Vault Get-Secret @{ Name = 'anthropic/ci' })
            Invoke-Vault Set-Secret @{ Name = 'anthropic/ci'; Secret = [System.Net.NetworkCredential]::new('', 'sk-two').SecurePassword; Metadata = @{} }
            Read-Secure (Invoke-Vault Get-Secret @{ Name = 'anthropic/ci' })
            """);
        Assert.Equal(["sk-one", "sk-two"], result.Output.Select(output => output.Text));
    }

    [Theory]
    [InlineData("Name = 'corp/default'; Secret = 'sk-one'", "ProfileSignedIn", "Connect-PrxAuth -Provider corp -Profile default")]
    [InlineData("Name = 'anthropic/ci'; Secret = @{ a = 1 }", "SecretTypeNotSupported", "Connect-PrxAuth -Provider anthropic -Profile ci")]
    [InlineData("Name = 'anthropic/ci'; Secret = 'sk-one'; Metadata = @{ a = 1 }", "MetadataNotSupported", "-Metadata")]
    [InlineData("Name = 'ApiKey'; Secret = 'sk-one'", "ProfileNameInvalid", "provider/profile")]
    [InlineData("Name = 'anthropik/ci'; Secret = 'sk-one'", "ProviderUnknown", "provider")]
    public async Task What_is_no_token_of_somebodys_own_is_refused_and_changes_nothing(string secret, string error, string wayOut)
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync($"{Vault}; $null = Connect-PrxAuth corp");
        IReadOnlyDictionary<string, string> before = world.Snapshot();
        ErrorReport failure = await engine.FailAsync($"Invoke-Vault Set-Secret @{{ {secret} }}");
        Assert.Equal(error, failure.Id);
        Assert.Contains(wayOut, failure.Recommendation, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task Removing_a_secret_signs_it_out_without_a_question()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync($"{Vault}; $ConfirmPreference = 'Low'; $null = Connect-PrxAuth corp");
        await engine.MustAsync("Invoke-Vault Remove-Secret @{ Name = 'corp/default' }");
        Assert.False(File.Exists(world.SealedFile("corp", "default")));
        Assert.NotEqual(0, world.Control.Counts(SimulatorArea.Oidc).Revocations);
        Assert.Equal("ProfileNotFound", (await engine.FailAsync("Invoke-Vault Remove-Secret @{ Name = 'corp/default' }")).Id);
        Assert.Equal("ProfileNameInvalid", (await engine.FailAsync("Invoke-Vault Remove-Secret @{ Name = 'corp' }")).Id);
    }

    [Fact]
    public async Task The_vault_is_well_where_the_store_is()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult well = await engine.MustAsync(
            $"{Vault}; Invoke-Vault Test-SecretVault @{{}}; $null = Connect-PrxAuth corp; Invoke-Vault Test-SecretVault @{{}}; Invoke-Vault Unlock-SecretVault @{{ Password = [securestring]::new() }}");
        Assert.Equal(["True", "True"], well.Output.Select(output => output.Text));

        await File.WriteAllTextAsync(world.SealedFile("corp", "default"), "no sealed file", TestContext.Current.CancellationToken);
        world.Configure("not [toml");
        EngineResult ill = await engine.RunAsync("Invoke-Vault Test-SecretVault @{}");
        Assert.Equal("False", Assert.Single(ill.Output).Text);
        Assert.Contains("config-file", ill.Errors.Select(error => error.Id));
    }

    [Fact]
    public async Task Whoever_imports_the_module_sees_nothing_of_the_vault()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Get-Command -Name '*-Secret*' | ForEach-Object Name; Get-Command -Name '*-Secret*' -Module PrxAuth | ForEach-Object Name");
        Assert.Empty(result.Output);
    }
}
