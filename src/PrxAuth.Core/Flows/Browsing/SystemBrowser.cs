using System.ComponentModel;
using System.Diagnostics;

namespace PrxAuth.Core.Flows.Browsing;

/// <summary>The browser of the system, or the one that <c>BROWSER</c> names.</summary>
/// <param name="environment">Reads an environment variable.</param>
/// <param name="time">The clock for the wait after the start; the system's where none is given.</param>
public sealed class SystemBrowser(Func<string, string?> environment, TimeProvider? time = null) : IBrowserLauncher
{
    /// <summary>A command that cannot open the page fails at once or not at all: a browser may run as long as the person likes.</summary>
    private static readonly TimeSpan FailureWindow = TimeSpan.FromSeconds(1);

    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <inheritdoc/>
    public async Task<bool> TryOpenAsync(Uri url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(url);
        if (!IsAllowed(url))
        {
            throw new PrxAuthException(
                PrxAuthError.ProviderResponseInvalid,
                $"The address to open in the browser is not an https address but begins with '{SchemeOf(url)}'; it was not opened.",
                "Check the provider's endpoints in the config; if they are right, the provider itself sent this address: "
                + "do not trust it.");
        }

        cancellationToken.ThrowIfCancellationRequested();
        IReadOnlyList<BrowserCommand> commands = BrowserCommands.For(HostPlatforms.Current, environment, url.AbsoluteUri);
        if (commands.Count == 0)
        {
            return OperatingSystem.IsWindows() && OpenWithWindows(url);
        }

        foreach (BrowserCommand command in commands)
        {
            if (await TryRunAsync(command, cancellationToken).ConfigureAwait(false))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsAllowed(Uri url) => url.IsAbsoluteUri && url.UserInfo.Length == 0
        && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback));

    private static string SchemeOf(Uri url) => url.IsAbsoluteUri ? url.Scheme + ":" : "a relative path";

    /// <summary>The handler that the user chose for https; ShellExecute is no command interpreter.</summary>
    private static bool OpenWithWindows(Uri url)
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo(url.AbsoluteUri) { UseShellExecute = true });
            return true;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }

    private async Task<bool> TryRunAsync(BrowserCommand command, CancellationToken cancellationToken)
    {
        if (ProgramPath.Find(command.Program, environment("PATH"), OperatingSystem.IsWindows()) is not { } program)
        {
            return false;
        }

        if (Start(program, command.Arguments) is not { } process)
        {
            return false;
        }

        // The output must be taken for as long as the browser runs: it would stop at a full pipe, and end at a closed one.
        Task finished = DiscardOutputAsync(process);
        using CancellationTokenSource window = new(FailureWindow, _time);
        using CancellationTokenSource wait = CancellationTokenSource.CreateLinkedTokenSource(window.Token, cancellationToken);
        try
        {
            await process.WaitForExitAsync(wait.Token).ConfigureAwait(false);
            return process.ExitCode == 0;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            _ = finished.ContinueWith(_ => process.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    private static Process? Start(string program, IReadOnlyList<string> arguments)
    {
        try
        {
            Process? process = Process.Start(QuietProgram.Start(program, arguments));
            process?.StandardInput.Close();
            return process;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    private static async Task DiscardOutputAsync(Process process)
    {
        try
        {
            await Task.WhenAll(
                process.StandardOutput.BaseStream.CopyToAsync(Stream.Null),
                process.StandardError.BaseStream.CopyToAsync(Stream.Null)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            return;
        }
    }
}
