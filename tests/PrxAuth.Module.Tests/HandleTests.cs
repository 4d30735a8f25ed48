using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>One handle in many runspaces, and what becomes of it in another process.</summary>
public sealed class HandleTests
{
    [Fact]
    public async Task One_handle_carries_parallel_runspaces_over_more_than_three_lifetimes_of_its_tokens()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(5);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        world.Control.ResetCounts();

        // Each call binds the handle to a SecureString, as a cmdlet's parameter does, and asks the API with what it gets.
        EngineResult result = await engine.MustAsync($$"""
            $handle = Get-PrxAuthToken corp -AsHandle -MinimumValidity 3s
            $work = {
                param($handle)
                function Read-Secure { param([securestring] $Token) [System.Net.NetworkCredential]::new('', $Token).Password }
                $http = [System.Net.Http.HttpClient]::new()
                $end = [datetime]::UtcNow.AddSeconds(16)
                while ([datetime]::UtcNow -lt $end) {
                    $request = [System.Net.Http.HttpRequestMessage]::new('Get', '{{new Uri(world.Simulator.BaseAddress, "api/me")}}')
                    $request.Headers.Authorization = [System.Net.Http.Headers.AuthenticationHeaderValue]::new('Bearer', (Read-Secure $handle))
                    [int] $http.SendAsync($request).GetAwaiter().GetResult().StatusCode
                    [System.Threading.Tasks.Task]::Delay(50).Wait()
                }
            }
            $shells = foreach ($i in 1..4) {
                $shell = [powershell]::Create([initialsessionstate]::CreateDefault2()).AddScript($work.ToString()).AddArgument($handle)
                @{ Shell = $shell; Running = $shell.BeginInvoke() }
            }
            foreach ($one in $shells) { $one.Shell.EndInvoke($one.Running); $one.Shell.Streams.Error; $one.Shell.Dispose() }
            """);

        Assert.True(result.Output.Count > 100, $"Only {result.Output.Count} requests.");
        Assert.All(result.Output, status => Assert.Equal("200", status.Text));
        Assert.InRange(world.Control.Counts(SimulatorArea.Oidc).Refreshes, 3, 20);
    }

    [Fact]
    public async Task In_another_process_a_handle_names_its_profile_and_no_secret_and_becomes_a_token_again()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(300);
        EngineResult sent = await engine.MustAsync("""
            $null = Connect-PrxAuth corp work
            $text = [System.Management.Automation.PSSerializer]::Serialize((Get-PrxAuthToken corp work -AsHandle))
            $lasting = [System.Management.Automation.PSSerializer]::Serialize((Get-PrxAuthToken corp work -AsHandle -MinimumValidity 4m))
            $text; $lasting
            (Get-PrxAuthToken corp work -AsHandle).psobject.Properties.Name -join ' '
            """);
        Assert.Equal("Provider Profile MinimumValidity", sent.Output[2].Text);
        Assert.All(sent.Output, output => world.Secrets.AssertAbsentFrom(output.Text, "the serialised handle"));

        EngineResult arrived = await engine.MustAsync("""
            $there = [System.Management.Automation.PSSerializer]::Deserialize($text)
            $there.pstypenames[0]; "$there"
            $there | Get-PrxAuthToken -AsPlainText
            $again = $there | Get-PrxAuthToken -AsHandle
            $again.GetType().FullName; $again | Get-PrxAuthToken -AsPlainText
            ($again | Get-PrxAuthProfile).Profile
            ([System.Management.Automation.PSSerializer]::Deserialize($lasting) | Get-PrxAuthToken -AsHandle).MinimumValidity.TotalMinutes
            """);
        string[] lines = [.. arrived.Output.Select(output => output.Text)];
        Assert.Equal(["Deserialized.PrxAuth.PrxAuthTokenHandle", "[redacted]"], lines[..2]);
        Assert.Equal("PrxAuth.PrxAuthTokenHandle", lines[3]);
        Assert.Equal(lines[2], lines[4]);
        Assert.Equal(["work", "4"], lines[5..]);
        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    [Fact]
    public async Task The_validity_that_a_handle_was_made_for_goes_with_it()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(300);
        await engine.MustAsync("$null = Connect-PrxAuth corp; $handle = Get-PrxAuthToken corp -AsHandle -MinimumValidity 4m");
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        await engine.MustAsync("$null = Update-PrxAuthToken corp");
        Assert.Equal("ValidityUnavailable", (await engine.FailAsync("$handle | Get-PrxAuthToken")).Id);
        await engine.MustAsync("Get-PrxAuthToken corp -AsHandle | Get-PrxAuthToken; Get-PrxAuthToken corp -MinimumValidity $null");
    }
}
