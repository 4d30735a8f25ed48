using System.Management.Automation;
using System.Management.Automation.Host;
using PrxAuth.Cli.Rendering;
using PrxAuth.Cli.Terminal;
using PrxAuth.Core;
using PrxAuth.Core.Flows;

namespace PrxAuth.Commands;

/// <summary>Shows a sign-in in the PowerShell host.</summary>
internal sealed class HostInteraction(PSCmdlet cmdlet, PipelinePump pump) : ISignInInteraction
{
    private const int ActivityId = 0x50_52_58;

    private readonly TerminalLook? _terminal = Look(cmdlet);

    /// <summary>Has something written on the pipeline thread.</summary>
    public void Write(Action<PSCmdlet> write) => pump.Post(() => write(cmdlet));

    /// <summary>Has something asked on the pipeline thread.</summary>
    public Task<T> AskAsync<T>(Func<PSCmdlet, T> ask, CancellationToken cancellationToken) => pump.AskAsync(() => ask(cmdlet), cancellationToken);

    /// <inheritdoc/>
    public bool IsInteractive { get; } = Interactivity.Decide(
        Environment.GetEnvironmentVariable, HasPerson(cmdlet), IsDeclaredNonInteractive());

    /// <inheritdoc/>
    public void Step(string message) => Write(cmdlet => cmdlet.WriteVerbose(message));

    /// <inheritdoc/>
    public void Notice(string message) => Show($"Note: {message}");

    /// <summary>Warns of something that is probably not as the user meant it.</summary>
    public void Warn(string message) => Write(cmdlet => cmdlet.WriteWarning(message));

    /// <inheritdoc/>
    public void ShowAuthorizationUrl(Uri url, bool opened)
    {
        if (opened)
        {
            Step($"The browser was opened at {url.GetLeftPart(UriPartial.Path)}.");
            return;
        }

        Show($"Open this address in a browser to sign in:{Environment.NewLine}{Environment.NewLine}  {url.AbsoluteUri}{Environment.NewLine}");
    }

    /// <inheritdoc/>
    public void ShowUserCode(UserCodePrompt prompt)
    {
        if (_terminal is not null)
        {
            Show(UserCodeScreen.Render(prompt, _terminal));
            return;
        }

        string where = prompt.BrowserOpened ? "The browser was opened at" : "Open";
        Show($"""

            {where}:  {prompt.VerificationUri}
            Enter the code:  {prompt.UserCode}
            {(prompt.VerificationUriComplete is { } complete ? $"Or open directly:  {complete}" : string.Empty)}
            """);
        if (prompt.WantsQrCode)
        {
            Show(UserCodeScreen.Qr(prompt, look: null));
        }
    }

    /// <inheritdoc/>
    public Task<UserCodeCopy> CopyAsync(string userCode, CancellationToken cancellationToken) => _terminal is not null && IsInteractive
        ? UserCodeClipboard.CopyAsync(
            userCode, Environment.GetEnvironmentVariable, _terminal.IsColoured ? WriteRaw : null, cancellationToken)
        : Task.FromResult(UserCodeCopy.None);

    /// <inheritdoc/>
    public async Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken)
    {
        ShowAuthorizationUrl(url, opened: false);
        Show("When you have signed in, copy the address that the browser ends at and paste it here."
            + " If the browser already says that you are signed in, just press Enter.");
        return await AskAsync(ReadLine, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks for what the browser of a pending sign-in ended at, where somebody is there.</summary>
    public async Task<Secret> ReadPastedAsync(CancellationToken cancellationToken)
    {
        string pasted = string.Empty;
        if (IsInteractive)
        {
            Show("Paste the address that the browser ended at, or the code that it shows.");
            pasted = await AskAsync(ReadLine, cancellationToken).ConfigureAwait(false);
        }

        return Secret.FromNullable(pasted.Trim()) ?? throw new PrxAuthException(
            PrxAuthError.InteractionRequired, "The address that the browser ended at is missing.", "Give it with -Redirect.");
    }

    /// <inheritdoc/>
    public void Waiting(SignInWait wait) => Write(cmdlet => cmdlet.WriteProgress(new ProgressRecord(
        ActivityId, wait.Activity, wait.IsOver ? "Done" : $"{Cli.Rendering.RelativeTime.Clock(wait.Remaining)} left, Ctrl+C stops")
    {
        RecordType = wait.IsOver ? ProgressRecordType.Completed : ProgressRecordType.Processing,
        SecondsRemaining = (int)Math.Max(0, wait.Remaining.TotalSeconds),
        PercentComplete = wait.Total > TimeSpan.Zero ? (int)Math.Clamp(100 - (100 * (wait.Remaining / wait.Total)), 0, 100) : -1,
    }));

    private static string ReadLine(PSCmdlet cmdlet)
    {
        try
        {
            PSHostUserInterface person = cmdlet.Host.UI ?? throw new InvalidOperationException("The host has no user interface.");
            person.Write("> ");
            return person.ReadLine() ?? string.Empty;
        }
        catch (Exception e) when (e is InvalidOperationException or NotImplementedException)
        {
            // What hosts throw that cannot ask, each in its own way.
            throw new PrxAuthException(
                PrxAuthError.InteractionRequired,
                "The redirect address must be pasted, and this session cannot ask for it.",
                "Sign in in an interactive session, or with -DeviceCode where the provider has it.",
                e);
        }
    }

    // Tagged like Write-Host's own: the host shows it whatever the preferences are, and stream 6 can be redirected.
    private void Show(string text) =>
        Write(cmdlet => cmdlet.WriteInformation(new HostInformationMessage { Message = text }, ["PSHOST"]));

    private void WriteRaw(string sequence) => Write(cmdlet => cmdlet.Host.UI.Write(sequence));

    // A terminal that is looked at: what a script or a file takes stays plain.
    private static TerminalLook? Look(PSCmdlet cmdlet)
    {
        if (!HasPerson(cmdlet) || Console.IsOutputRedirected)
        {
            return null;
        }

        int width = HostWidth.Of(cmdlet.Host);
        return new TerminalLook(
            width > 0 ? width : null,
            cmdlet.Host.UI.SupportsVirtualTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")),
            TerminalLook.TellsUnicode(Environment.GetEnvironmentVariable));
    }

    private static bool HasPerson(PSCmdlet cmdlet) => cmdlet.Host?.UI?.RawUI is not null && Environment.UserInteractive;

    private static bool IsDeclaredNonInteractive() => Environment.GetCommandLineArgs().Skip(1).Any(argument =>
        argument.Length > 4 && argument[0] is '-' or '/' && "noninteractive".StartsWith(argument.TrimStart('-', '/'), StringComparison.OrdinalIgnoreCase));
}
