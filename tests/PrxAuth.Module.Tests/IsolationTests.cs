using System.Reflection;
using System.Reflection.Emit;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>Other modules' versions of the same libraries and ours never meet.</summary>
public sealed class IsolationTests
{
    private const string ListDefaultContext =
        "[Runtime.Loader.AssemblyLoadContext]::Default.Assemblies | ForEach-Object { $n = $_.GetName(); \"$($n.Name) $($n.Version)\" }";

    private static readonly (string Name, Version Version)[] s_others =
        [("Tomlyn", new(0, 17, 0, 0)), ("NSec.Cryptography", new(22, 4, 0, 0)), ("Duende.IdentityModel", new(7, 0, 0, 0))];

    [Fact]
    public async Task Other_versions_of_our_libraries_stay_as_they_are_and_the_module_works()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenFreshAsync(world, module: null);
        foreach ((string name, Version version) in s_others)
        {
            string path = world.PathOf(name + ".dll");
            Build(name, version, path);
            await engine.MustAsync($"$null = [Runtime.Loader.AssemblyLoadContext]::Default.LoadFromAssemblyPath('{path}')");
        }

        EngineResult result = await engine.MustAsync($"""
            Import-Module '{Staged.Manifest}'
            $null = Connect-PrxAuth corp
            $null = Connect-PrxAuth google-gemini
            $null = Update-PrxAuthToken
            prx auth list | ForEach-Object Provider
            """);
        Assert.Equal(["corp", "google-gemini"], result.Output.Select(output => output.Text));

        EngineResult loaded = await engine.MustAsync(ListDefaultContext);
        string[] ofOurNames = [.. loaded.Output.Select(output => output.Text).Where(IsNamedLikeOurs).Order()];
        Assert.Equal(s_others.Select(other => $"{other.Name} {other.Version}").Order(), ofOurNames);
    }

    [Fact]
    public async Task Nothing_of_ours_but_the_module_itself_is_in_the_default_context_after_work()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenFreshAsync(world, Staged.Manifest);
        await engine.MustAsync("$null = Connect-PrxAuth corp; $null = Connect-PrxAuth google-gemini; $null = prx auth list --json");
        EngineResult loaded = await engine.MustAsync(ListDefaultContext);
        Assert.DoesNotContain(loaded.Output.Select(output => output.Text), IsNamedLikeOurs);

        EngineResult own = await engine.MustAsync(
            "[Runtime.Loader.AssemblyLoadContext]::All | Where-Object Name -eq PrxAuth | ForEach-Object { $_.Assemblies } | ForEach-Object { $_.GetName().Name }");
        Assert.Superset(
            new HashSet<string>(["PrxAuth.Core", "prx", "Tomlyn", "NSec.Cryptography", "Duende.IdentityModel"]),
            own.Output.Select(output => output.Text).ToHashSet());
    }

    private static bool IsNamedLikeOurs(string assembly) => ImportTests.LibraryNames().Contains(assembly.Split(' ')[0]);

    private static void Build(string name, Version version, string path)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName(name) { Version = version }, typeof(object).Assembly);
        assembly.DefineDynamicModule(name);
        assembly.Save(path);
    }
}
