using System.Management.Automation;
using System.Security;
using PrxAuth.Cli;
using PrxAuth.Core;
using PrxAuth.Core.Flows;

namespace PrxAuth.Commands;

/// <summary>Shows what <c>prx auth</c> has to say in the PowerShell host: results as objects, failures as error records.</summary>
/// <param name="host">The host of the session.</param>
/// <param name="standardInput">What came down the pipeline; null without one.</param>
internal sealed class PrxFrontEnd(HostInteraction host, object?[]? standardInput) : ICommandFrontEnd
{
    private ErrorRecord? _held;

    /// <summary>Whether an error was reported.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>
    /// The last error, which waits for the exit status: with <c>-ErrorAction Stop</c> writing it ends the command, and
    /// <c>$LASTEXITCODE</c> must be set by then.
    /// </summary>
    public ErrorRecord? TakeHeldError() => Interlocked.Exchange(ref _held, null);

    /// <inheritdoc/>
    public bool IsInteractive => host.IsInteractive;

    /// <inheritdoc/>
    public void Emit(CommandResult result)
    {
        WriteHeldError();
        host.Write(cmdlet => WriteResult(cmdlet, result));
    }

    /// <inheritdoc/>
    public void EmitText(string text)
    {
        WriteHeldError();
        host.Write(cmdlet => cmdlet.WriteObject(text));
    }

    /// <inheritdoc/>
    public void Warning(string message) => host.Warn(message);

    /// <inheritdoc/>
    public void Error(PrxAuthException failure, OutputFormat format) => Hold(ErrorRecords.From(failure));

    /// <inheritdoc/>
    public void Usage(UsageProblem problem, OutputFormat format) => Hold(
        new ErrorRecord(new PSArgumentException(problem.Message), "WrongUsage", ErrorCategory.InvalidArgument, null)
        {
            ErrorDetails = new ErrorDetails(problem.Message) { RecommendedAction = problem.Recommendation },
        });

    /// <inheritdoc/>
    public TextReader OpenInput() => new StringReader(string.Concat((standardInput ?? []).Select(line => $"{line}\n")));

    /// <inheritdoc/>
    public Task<Secret?> ReadSecretAsync(string prompt, CancellationToken cancellationToken)
    {
        if (standardInput is not null)
        {
            return Task.FromResult(FirstPiped());
        }

        // The caller says what is missing, and in which words it can be given.
        return !host.IsInteractive ? Task.FromResult<Secret?>(null) : host.AskAsync(
            cmdlet =>
            {
                cmdlet.Host.UI.Write(prompt);
                return cmdlet.Host.UI.ReadLineAsSecureString().ToSecret();
            },
            cancellationToken);
    }

    /// <inheritdoc/>
    public void Step(string message) => host.Step(message);

    /// <inheritdoc/>
    public void Notice(string message) => host.Notice(message);

    /// <inheritdoc/>
    public void ShowAuthorizationUrl(Uri url, bool opened) => host.ShowAuthorizationUrl(url, opened);

    /// <inheritdoc/>
    public void ShowUserCode(UserCodePrompt prompt) => host.ShowUserCode(prompt);

    /// <inheritdoc/>
    public Task<UserCodeCopy> CopyAsync(string userCode, CancellationToken cancellationToken) => host.CopyAsync(userCode, cancellationToken);

    /// <inheritdoc/>
    public Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken) => host.ReadRedirectAsync(url, cancellationToken);

    /// <inheritdoc/>
    public void Waiting(SignInWait wait) => host.Waiting(wait);

    // As a process reads it: one line, without the white space around it.
    private Secret? FirstPiped() => standardInput?.FirstOrDefault() switch
    {
        PSObject { BaseObject: SecureString secure } => secure.ToSecret(),
        SecureString secure => secure.ToSecret(),
        { } line => Secret.FromNullable(line.ToString()?.Trim()),
        null => null,
    };

    private void Hold(ErrorRecord error)
    {
        WriteHeldError();
        HasFailed = true;
        _held = error;
    }

    private void WriteHeldError()
    {
        if (TakeHeldError() is { } error)
        {
            host.Write(cmdlet => cmdlet.WriteError(error));
        }
    }

    private static void WriteResult(PSCmdlet cmdlet, CommandResult result)
    {
        object? output = result switch
        {
            SignedInResult signedIn => signedIn.Profile.ToOutput(),
            PendingResult pending => pending.SignIn.ToOutput(),
            RenewedResult renewed => renewed.Profile.ToOutput(),
            ProfilesResult profiles => profiles.Profiles.Select(Views.ToOutput),
            StatusResult status => status.Profiles.Select(standing => standing.Profile.ToOutput()),
            CheckedResult lasting => lasting.Profile.ToOutput(),
            ProvidersResult providers => providers.Providers.Select(Views.ToOutput),
            SignedOutResult signedOut => signedOut.Revocation.ToOutput(signedOut.Key),
            ActiveProfileResult active => active.Profile.ToOutput(),
            ResealedResult resealed => resealed.Store.ToOutput(),
            ImportedResult imported => imported.Import.ToOutput(),
            TokenResult token => token.Credential.UsableToken.Reveal(),
            FindingResult found => found.Finding.ToOutput(),
            _ => null,
        };
        cmdlet.WriteObject(output, enumerateCollection: output is not string);
    }
}
