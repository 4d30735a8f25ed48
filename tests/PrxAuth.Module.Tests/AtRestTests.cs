using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;

namespace PrxAuth.Module.Tests;

/// <summary>What lies on the disk after real sign-ins.</summary>
public sealed class AtRestTests
{
    [Fact]
    [Conformance("C19")]
    public async Task No_secret_lies_anywhere_in_the_data_directory()
    {
        await using World world = await SignedInAsync(umask: null);
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Update-PrxAuthToken; Set-PrxAuthProfile corp default -Active");
        string[] kinds = [.. world.Secrets.All.Values.Distinct()];
        Assert.Superset(new HashSet<string>(["access_token", "refresh_token", "id_token", "device_code", "token", "authorization code"]), kinds.ToHashSet());
        foreach (string file in Directory.EnumerateFiles(world.DataHome, "*", SearchOption.AllDirectories))
        {
            world.Secrets.AssertAbsentFrom(await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken), file);
            world.Secrets.AssertAbsentFrom(file, "A file's name");
        }
    }

    [Fact]
    public async Task Directories_are_0700_and_files_0600_whatever_the_umask()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }

        await using World world = await SignedInAsync(umask: 0);
        Assert.Equal(["700"], Modes(Directory.EnumerateDirectories(world.DataHome, "*", SearchOption.AllDirectories).Append(world.DataHome)));
        Assert.Equal(["600"], Modes(Directory.EnumerateFiles(world.DataHome, "*", SearchOption.AllDirectories)));

        static string[] Modes(IEnumerable<string> paths) =>
            [.. paths.Select(path => OperatingSystem.IsWindows() ? "" : Convert.ToString((int)File.GetUnixFileMode(path), 8)).Distinct()];
    }

    [Fact]
    public async Task A_file_swapped_with_another_profiles_does_not_open_and_is_kept()
    {
        await using World world = await SignedInAsync(umask: null);
        string mine = world.SealedFile("corp", "default");
        string other = world.SealedFile("corp", "other");
        byte[] content = await File.ReadAllBytesAsync(other, TestContext.Current.CancellationToken);
        File.Copy(other, mine, overwrite: true);
        await using Engine engine = await Engine.OpenAsync(world);
        foreach (string script in (string[])["Get-PrxAuthToken corp default", "Update-PrxAuthToken corp default", "Get-PrxAuthProfile corp default"])
        {
            ErrorReport error = await engine.FailAsync(script);
            Assert.Equal(("SealedFileDamaged", "InvalidData"), (error.Id, error.Category));
            Assert.Contains(mine, error.Message, StringComparison.Ordinal);
        }

        Assert.Equal(content, await File.ReadAllBytesAsync(mine, TestContext.Current.CancellationToken));
        EngineResult list = await engine.RunAsync("Get-PrxAuthProfile corp");
        Assert.Equal("corp/other", list.OutputText());
        Assert.Single(list.Errors);

        await engine.MustAsync("Connect-PrxAuth corp default");
        string aside = Assert.Single(Directory.EnumerateFiles(Path.GetDirectoryName(mine)!, "default.damaged-*"));
        Assert.Equal(content, await File.ReadAllBytesAsync(aside, TestContext.Current.CancellationToken));
    }

    private static async Task<World> SignedInAsync(int? umask)
    {
        World world = await World.CreateAsync();
        foreach (string line in (string[])
        [
            "prx auth login -P corp", "prx auth login -P corp --profile other --device-code", "prx auth login copilot", "prx auth login -P google-gemini",
            "prx auth login -P runbook --client-credential",
        ])
        {
            using Prx prx = Prx.Start(world, line, umask);
            prx.EndInput();
            (await prx.EndAsync()).Must();
        }

        return world;
    }
}
