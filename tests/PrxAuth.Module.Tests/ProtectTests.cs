using System.Text.Json;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>Sealing the store anew with <c>Protect-PrxAuthStore</c> and <c>prx auth reseal</c>.</summary>
public sealed class ProtectTests
{
    private const string Key = "hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string NextKey = "hex:f00102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    [Fact]
    public async Task The_session_goes_on_and_the_next_one_needs_the_next_key()
    {
        await using World world = await SignedInAsync();
        world.Environment["NEXT"] = NextKey;
        await using Engine engine = await Engine.OpenAsync(world);

        EngineResult result = await engine.MustAsync(
            """
            $next = [securestring]::new(); $env:NEXT.ToCharArray() | ForEach-Object { $next.AppendChar($_) }
            Protect-PrxAuthStore -NewMasterKey $next
            Get-PrxAuthToken corp
            """);

        OutputReport store = result.Output[0];
        Assert.Equal(("raw-key", "raw-key", "1"), (store.Properties["KeySource"], store.Properties["FormerKeySource"], store.Properties["Profiles"]));
        Assert.Equal(1, (await Prx.RunAsync(world, "prx auth token -P corp")).Status);
        world.Environment["PRX_MASTER_KEY"] = NextKey;
        (await Prx.RunAsync(world, "prx auth token -P corp")).Must();
    }

    [Fact]
    public async Task WhatIf_changes_nothing()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        IReadOnlyDictionary<string, string> before = world.Snapshot();

        EngineResult result = await engine.MustAsync("Protect-PrxAuthStore -WhatIf");

        Assert.Contains("Seal every profile anew", result.Screen, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task The_key_that_seals_it_already_and_a_store_that_is_not_there_are_errors_of_their_own()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        Assert.Equal("MasterKeyUnchanged", (await engine.FailAsync("Protect-PrxAuthStore")).Id);

        await using World empty = await World.CreateAsync();
        await using Engine other = await Engine.OpenAsync(empty);
        Assert.Equal(("StoreMissing", "ObjectNotFound"), ((await other.FailAsync("Protect-PrxAuthStore")).Id, (await other.FailAsync("Protect-PrxAuthStore")).Category));
    }

    [Fact]
    public async Task Prx_goes_from_the_master_key_to_the_machine_and_to_the_next_master_key()
    {
        if (!File.Exists("/etc/machine-id"))
        {
            Assert.Skip("This machine has no identity.");
        }

        await using World world = await SignedInAsync();
        PrxResult toMachine = await Prx.RunAsync(world, "prx auth reseal --key machine");
        toMachine.Must();
        Assert.Contains("by this machine's identity instead of a master key", toMachine.Output, StringComparison.Ordinal);
        Assert.Contains("1 profile in", toMachine.Output, StringComparison.Ordinal);
        world.Environment.Remove("PRX_MASTER_KEY");
        (await Prx.RunAsync(world, "prx auth token -P corp")).Must();

        world.Environment["PRX_NEW_MASTER_KEY"] = NextKey;
        PrxResult toKey = await Prx.RunAsync(world, "prx auth reseal --key master-key --json");
        toKey.Must();
        using JsonDocument json = JsonDocument.Parse(toKey.Output);
        Assert.Equal("raw-key", json.RootElement.GetProperty("key_source").GetString());
        Assert.Equal("machine", json.RootElement.GetProperty("key_source_before").GetString());
        world.Environment.Remove("PRX_NEW_MASTER_KEY");
        world.Environment["PRX_MASTER_KEY"] = NextKey;
        (await Prx.RunAsync(world, "prx auth token -P corp")).Must();
        Assert.DoesNotContain(NextKey[4..], toKey.Output + toKey.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prx auth reseal --key tpm", "machine or master-key")]
    [InlineData("prx auth reseal corp", "one word too many")]
    public async Task A_command_line_that_means_nothing_changes_nothing(string line, string hint)
    {
        await using World world = await SignedInAsync();
        IReadOnlyDictionary<string, string> before = world.Snapshot();

        PrxResult result = await Prx.RunAsync(world, line);

        Assert.Equal(2, result.Status);
        Assert.Contains(hint, result.Error, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
    }

    private static async Task<World> SignedInAsync()
    {
        World world = await World.CreateAsync();
        world.Environment["PRX_MASTER_KEY"] = Key;
        (await Prx.RunAsync(world, "prx auth login -P corp")).Must();
        return world;
    }
}
