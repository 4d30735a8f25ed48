using System.Collections.Concurrent;
using PrxAuth.Cli;
using PrxAuth.Core.Flows;

namespace PrxAuth.Core.Tests.Cli;

/// <summary>A front end that keeps what it is given.</summary>
internal sealed class RecordingFrontEnd : ICommandFrontEnd
{
    public ConcurrentQueue<CommandResult> Results { get; } = [];

    public ConcurrentQueue<string> Texts { get; } = [];

    public ConcurrentQueue<string> Steps { get; } = [];

    public ConcurrentQueue<string> Warnings { get; } = [];

    public ConcurrentQueue<PrxAuthException> Errors { get; } = [];

    public ConcurrentQueue<UsageProblem> UsageProblems { get; } = [];

    public string? Secret { get; init; }

    public string Input { get; init; } = string.Empty;

    public bool IsInteractive => false;

    public void Emit(CommandResult result) => Results.Enqueue(result);

    public void EmitText(string text) => Texts.Enqueue(text);

    public void Step(string message) => Steps.Enqueue(message);

    public void Notice(string message) => Steps.Enqueue(message);

    public void Warning(string message) => Warnings.Enqueue(message);

    public void Error(PrxAuthException failure, OutputFormat format) => Errors.Enqueue(failure);

    public void Usage(UsageProblem problem, OutputFormat format) => UsageProblems.Enqueue(problem);

    public Task<Secret?> ReadSecretAsync(string prompt, CancellationToken cancellationToken) => Task.FromResult(Core.Secret.FromNullable(Secret));

    public TextReader OpenInput() => new StringReader(Input);

    public void ShowAuthorizationUrl(Uri url, bool opened) => Steps.Enqueue(url.AbsoluteUri);

    public void ShowUserCode(UserCodePrompt prompt) => Steps.Enqueue(prompt.UserCode);

    public Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken) => throw new NotSupportedException();

    public void Waiting(SignInWait wait)
    {
    }
}
