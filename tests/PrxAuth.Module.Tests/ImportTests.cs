using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>What importing the module does, and what it leaves alone.</summary>
public sealed class ImportTests
{
    private static readonly string[] s_cmdlets =
    [
        "Assert-PrxAuthProfile", "Complete-PrxAuth", "Connect-PrxAuth", "Disconnect-PrxAuth", "Get-PrxAuthProfile", "Get-PrxAuthProvider", "Get-PrxAuthToken",
        "Import-PrxAuthProfile", "Protect-PrxAuthStore", "Set-PrxAuthProfile", "Test-PrxAuth", "Update-PrxAuthToken",
    ];

    [Fact]
    public async Task The_manifest_is_valid_and_exports_the_cmdlets_and_prx()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult manifest = await engine.MustAsync($"Test-ModuleManifest '{Staged.Manifest}' | ForEach-Object Name");
        Assert.Equal("PrxAuth", manifest.OutputText());

        EngineResult commands = await engine.MustAsync("Get-Command -Module PrxAuth | ForEach-Object Name");
        Assert.Equal([.. s_cmdlets, "prx"], commands.Output.Select(output => output.Text).Order(StringComparer.Ordinal));
        EngineResult rest = await engine.MustAsync("$m = Get-Module PrxAuth; $m.ExportedAliases.Count + $m.ExportedVariables.Count");
        Assert.Equal("0", rest.OutputText());
    }

    [Fact]
    public async Task Importing_loads_no_library_and_touches_no_file_of_ours()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenFreshAsync(world, Staged.Manifest);
        EngineResult loaded = await engine.MustAsync("[AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name }");
        string[] ours = [.. loaded.Output.Select(output => output.Text).Intersect(LibraryNames())];
        Assert.Empty(ours);
        Assert.Contains("PrxAuth.Module", loaded.Output.Select(output => output.Text));
        Assert.False(Directory.Exists(world.DataHome));

        await engine.MustAsync("Get-PrxAuthProvider corp");
        EngineResult after = await engine.MustAsync("[AppDomain]::CurrentDomain.GetAssemblies() | ForEach-Object { $_.GetName().Name }");
        Assert.Contains("PrxAuth.Core", after.Output.Select(output => output.Text));
        Assert.False(Directory.Exists(world.DataHome), "Asking for a provider has created the data directory.");
    }

    [Fact]
    public async Task It_can_be_removed_and_imported_again_and_twice_over()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenFreshAsync(world, Staged.Manifest);
        EngineResult result = await engine.MustAsync($$"""
            Connect-PrxAuth corp | ForEach-Object Account
            Remove-Module PrxAuth
            @(Get-Command -Name Connect-PrxAuth, prx -ErrorAction Ignore).Count
            Import-Module '{{Staged.Manifest}}'
            Import-Module '{{Staged.Manifest}}'
            Import-Module '{{Staged.Manifest}}' -Force
            Get-PrxAuthProfile corp | ForEach-Object Account
            prx auth list | ForEach-Object Account
            """);
        Assert.Equal(["alice@example.test", "0", "alice@example.test", "alice@example.test"], result.Output.Select(output => output.Text.Replace("Alice Example", "alice@example.test", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Two_runspaces_of_one_process_work_side_by_side()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenFreshAsync(world, Staged.Manifest);
        EngineResult result = await engine.MustAsync($$"""
            $null = Connect-PrxAuth corp
            $state = [initialsessionstate]::CreateDefault2()
            $shells = foreach ($i in 1..2) {
                $runspace = [runspacefactory]::CreateRunspace($state)
                $runspace.Open()
                $shell = [powershell]::Create($runspace)
                $null = $shell.AddScript("Import-Module '{{Staged.Manifest}}'; Get-PrxAuthToken corp -AsPlainText")
                @{ Shell = $shell; Running = $shell.BeginInvoke() }
            }
            $mine = Get-PrxAuthToken corp -AsPlainText
            foreach ($each in $shells) { "$($each.Shell.EndInvoke($each.Running))" -ceq $mine }
            """);
        Assert.Equal(["True", "True"], result.Output.Select(output => output.Text));
    }

    internal static IEnumerable<string> LibraryNames() =>
        Directory.EnumerateFiles(Path.Combine(Staged.Module, "lib"), "*.dll").Select(file => Path.GetFileNameWithoutExtension(file));
}
