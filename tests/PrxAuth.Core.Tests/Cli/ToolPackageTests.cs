using System.Diagnostics;
using PrxAuth.Core.Tests.Storage;
using PrxAuth.Core.Wire;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

/// <summary>The .NET tool: packed from what was built, installed from a folder, run.</summary>
public sealed class ToolPackageTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("prxauth-tool-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task It_installs_from_a_folder_and_runs()
    {
        string packages = Path.Join(_directory, "packages");
        string tools = Path.Join(_directory, "tools");
        string configuration = AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}", StringComparison.Ordinal) ? "Release" : "Debug";
        await RunAsync("dotnet", "pack", RepositoryFiles.Path("src/PrxAuth.Cli/PrxAuth.Cli.csproj"), "--no-build", "-c", configuration, "-o", packages, "-v", "q");
        Assert.InRange(new FileInfo(Assert.Single(Directory.GetFiles(packages))).Length, 1, 12 * 1024 * 1024);

        await RunAsync("dotnet", "tool", "install", "prx", "--tool-path", tools, "--source", packages, "--no-cache");

        string command = Path.Join(tools, OperatingSystem.IsWindows() ? "prx.exe" : "prx");
        Assert.Equal($"prx {ProviderHttp.ProductVersion()}", (await RunAsync(command, "--version")).Trim());

        // The library that opens the store comes along.
        Assert.Equal("[]", string.Concat((await RunAsync(command, "auth", "list", "--json")).Where(c => !char.IsWhiteSpace(c))));
    }

    private async Task<string> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_SKIP_WORKLOAD_INTEGRITY_CHECK"] = "1";
        start.Environment["NUGET_PACKAGES"] = Path.Join(_directory, "cache");
        start.Environment["PRX_CONFIG"] = Path.Join(_directory, "config.toml");
        start.Environment["PRX_DATA_HOME"] = Path.Join(_directory, "data");
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)}: {output}{await error}");
        return output;
    }
}
