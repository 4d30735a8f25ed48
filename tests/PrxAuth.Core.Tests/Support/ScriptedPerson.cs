using System.Collections.Concurrent;
using PrxAuth.Core.Flows;

namespace PrxAuth.Core.Tests.Support;

/// <summary>A person who remembers all they were shown and does what the test tells them.</summary>
internal sealed class ScriptedPerson : ISignInInteraction
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> _heard = [];
    private readonly TaskCompletionSource<UserCodePrompt> _code = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<Uri> _address = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public bool IsInteractive { get; init; } = true;

    /// <summary>What the person pastes when asked for the redirect; the default never answers.</summary>
    public Func<Uri, CancellationToken, Task<string>> Paste { get; init; } = static async (_, cancellationToken) =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return string.Empty;
    };

    /// <summary>Done as soon as a user code is shown.</summary>
    public Action<UserCodePrompt>? OnUserCode { get; init; }

    /// <summary>Every text that was shown, in order.</summary>
    public IReadOnlyList<string> Heard => [.. _heard];

    public ConcurrentQueue<string> Notices { get; } = [];

    public ConcurrentQueue<string> Steps { get; } = [];

    /// <summary>What was put into the clipboard.</summary>
    public ConcurrentQueue<string> Copied { get; } = [];

    public ConcurrentQueue<SignInWait> Waits { get; } = [];

    /// <summary>The code, once it is shown.</summary>
    public Task<UserCodePrompt> Code => _code.Task.WaitAsync(s_patience);

    /// <summary>The authorization address, once it is shown.</summary>
    public Task<Uri> Address => _address.Task.WaitAsync(s_patience);

    public bool? BrowserWasOpened { get; private set; }

    public void Step(string message) => Remember(Steps, message);

    public void Notice(string message) => Remember(Notices, message);

    public void ShowAuthorizationUrl(Uri url, bool opened)
    {
        BrowserWasOpened = opened;
        _heard.Enqueue(url.AbsoluteUri);
        _address.TrySetResult(url);
    }

    public void ShowUserCode(UserCodePrompt prompt)
    {
        BrowserWasOpened = prompt.BrowserOpened;
        _heard.Enqueue(prompt.ToString());
        OnUserCode?.Invoke(prompt);
        _code.TrySetResult(prompt);
    }

    public Task<UserCodeCopy> CopyAsync(string userCode, CancellationToken cancellationToken)
    {
        Copied.Enqueue(userCode);
        return Task.FromResult(UserCodeCopy.Copied);
    }

    public Task<string> ReadRedirectAsync(Uri url, CancellationToken cancellationToken)
    {
        _heard.Enqueue(url.AbsoluteUri);
        _address.TrySetResult(url);
        return Paste(url, cancellationToken);
    }

    public void Waiting(SignInWait wait) => Waits.Enqueue(wait);

    private void Remember(ConcurrentQueue<string> kind, string message)
    {
        kind.Enqueue(message);
        _heard.Enqueue(message);
    }
}
