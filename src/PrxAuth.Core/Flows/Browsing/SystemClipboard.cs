using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace PrxAuth.Core.Flows.Browsing;

/// <summary>The clipboard of the desktop that the person sits at, where a program of the system reaches it.</summary>
/// <param name="environment">Reads an environment variable.</param>
public sealed class SystemClipboard(Func<string, string?> environment)
{
    private const string WslClip = "/mnt/c/Windows/System32/clip.exe";

    /// <summary>The programs take a line and go; one that does not is stuck.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    /// <summary>Copies a text. Whatever goes wrong, the answer is that it was not copied.</summary>
    /// <param name="text">The text; not a secret, since every program of the desktop may read it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether a program took it.</returns>
    public async Task<bool> TryCopyAsync(string text, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach ((string name, string[] arguments) in Programs(HostPlatforms.Current, environment))
        {
            if (ProgramPath.Find(name, environment("PATH"), OperatingSystem.IsWindows()) is { } program
                && await TryRunAsync(program, arguments, text, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The programs to try, in order. In a remote shell the clipboard of the machine is not the person's; only a forwarded
    /// display is.</summary>
    internal static IReadOnlyList<(string Name, string[] Arguments)> Programs(HostPlatform platform, Func<string, string?> environment)
    {
        bool isRemote = SignInEnvironment.Detect(environment).IsRemoteShell;
        return platform switch
        {
            HostPlatform.Windows => isRemote ? [] : [($@"{environment("SystemRoot")}\System32\clip.exe", [])],
            HostPlatform.MacOS => isRemote ? [] : [("/usr/bin/pbcopy", [])],
            _ =>
            [
                .. HostPlatforms.IsWsl(environment) && !isRemote ? [(WslClip, [])] : Nothing(),
                .. !string.IsNullOrEmpty(environment("WAYLAND_DISPLAY")) && !isRemote ? [("wl-copy", [])] : Nothing(),
                .. !string.IsNullOrEmpty(environment("DISPLAY"))
                    ? [("xclip", ["-selection", "clipboard"]), ("xsel", ["--clipboard", "--input"])]
                    : Nothing(),
            ],
        };

        static (string, string[])[] Nothing() => [];
    }

    private static async Task<bool> TryRunAsync(string program, string[] arguments, string text, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        try
        {
            using Process process = Process.Start(QuietProgram.Start(program, arguments))!;
            try
            {
                Stream input = process.StandardInput.BaseStream;
                await input.WriteAsync(Encoding.UTF8.GetBytes(text), patience.Token).ConfigureAwait(false);
                process.StandardInput.Close();

                // xclip and wl-copy leave a child behind that holds the text, and the pipes: only the program itself is waited for.
                await process.WaitForExitAsync(patience.Token).ConfigureAwait(false);
                return process.ExitCode == 0;
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return false;
            }
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
