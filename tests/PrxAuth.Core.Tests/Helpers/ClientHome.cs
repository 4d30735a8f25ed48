using System.Diagnostics;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>A home for another program, in which that finds <c>prx</c> on its path and nothing of the user's: no files, no caches, no variables.</summary>
internal sealed class ClientHome : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly string[] s_foreign = ["DOCKER_", "REGISTRY_", "KUBE", "npm_config_", "NPM_", "PNPM_", "NUGET", "GIT_", "XDG_", "AWS_"];

    public ClientHome(SimulatedWorld world)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The prx of this test is a shell script.");
        WriteScript("prx", $"#!/bin/sh\nexec dotnet '{Path.Join(AppContext.BaseDirectory, "prx.dll")}' \"$@\"\n");
        foreach (string name in System.Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsForeign))
        {
            Environment[name] = null;
        }

        foreach ((string name, string value) in world.Environment)
        {
            Environment[name] = value;
        }

        Environment["HOME"] = Root;
        Environment["XDG_RUNTIME_DIR"] = Root;
        Environment["TMPDIR"] = Root;
        Environment["PATH"] = $"{Root}:{System.Environment.GetEnvironmentVariable("PATH")}";
        Environment["NO_PROXY"] = Environment["no_proxy"] = "127.0.0.1";
    }

    public string Root { get; } = Directory.CreateTempSubdirectory("prxauth-client-").FullName;

    /// <summary>What the program finds in its environment; null: nothing of that name.</summary>
    public Dictionary<string, string?> Environment { get; } = [];

    /// <summary>Says so where a client is not installed.</summary>
    public static void SkipWithout(string program) => Assert.SkipWhen(
        OperatingSystem.IsWindows() || ProgramPath.Find(program, System.Environment.GetEnvironmentVariable("PATH"), isWindows: false) is null,
        $"There is no {program} here.");

    public void Dispose() => Directory.Delete(Root, recursive: true);

    /// <summary>Writes a file below the home.</summary>
    public string Write(string relative, string text)
    {
        string path = Path.Join(Root, relative);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }

    /// <summary>Puts a script on the path.</summary>
    public string WriteScript(string name, string text)
    {
        string path = Write(name, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    /// <summary>Runs a program that must succeed.</summary>
    public async Task<string> SucceedsAsync(string program, params string[] words)
    {
        (int status, string said) = await RunAsync(program, words);
        Assert.True(status == 0, $"{program} {string.Join(' ', words)}: {said}");
        return said;
    }

    /// <summary>Runs a program that must fail.</summary>
    public async Task<string> FailsAsync(string program, params string[] words)
    {
        (int status, string said) = await RunAsync(program, words);
        Assert.True(status != 0, $"{program} {string.Join(' ', words)}: {said}");
        return said;
    }

    private async Task<(int Status, string Said)> RunAsync(string program, string[] words)
    {
        var start = new ProcessStartInfo(program, words)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Root,
        };
        foreach ((string name, string? value) in Environment)
        {
            start.Environment[name] = value;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);
        deadline.CancelAfter(s_patience);
        using Process client = Process.Start(start)!;
        try
        {
            client.StandardInput.Close();
            Task<string> output = client.StandardOutput.ReadToEndAsync(deadline.Token);
            Task<string> error = client.StandardError.ReadToEndAsync(deadline.Token);
            await client.WaitForExitAsync(deadline.Token);
            return (client.ExitCode, await output + await error);
        }
        finally
        {
            client.Kill(entireProcessTree: true);
        }
    }

    private static bool IsForeign(string variable) => s_foreign.Any(prefix => variable.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));
}
