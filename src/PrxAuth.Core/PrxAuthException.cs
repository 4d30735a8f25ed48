namespace PrxAuth.Core;

/// <summary>
/// The one failure that leaves Core: a stable id, what happened to what, and what to do about it.
/// Neither text ever holds a secret.
/// </summary>
public sealed class PrxAuthException : Exception
{
    /// <summary>Creates a failure.</summary>
    /// <param name="error">The stable id.</param>
    /// <param name="message">What happened, naming the thing it happened to.</param>
    /// <param name="recommendation">What the user can do next.</param>
    /// <param name="innerException">The cause, where there is one.</param>
    public PrxAuthException(PrxAuthError error, string message, string recommendation, Exception? innerException = null)
        : base(message, innerException)
    {
        Error = error;
        Recommendation = recommendation;
    }

    /// <summary>The stable id.</summary>
    public PrxAuthError Error { get; }

    /// <summary>What the user can do next.</summary>
    public string Recommendation { get; }

    /// <summary>The profile, provider or file this is about, for machines to read.</summary>
    public string? Target { get; init; }

    /// <summary>How long the provider asked us to wait before the next try, where it said so.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the request may have reached the provider although its answer did not reach us: what it asked for may be done.</summary>
    internal bool MayHaveArrived { get; init; }

    /// <summary>Whether the failure may pass by itself, so that trying again later makes sense.</summary>
    public bool IsTransient => Error is PrxAuthError.ProviderUnreachable or PrxAuthError.ProviderTimedOut or PrxAuthError.ProviderFailed
        or PrxAuthError.ProviderThrottled or PrxAuthError.ProviderResponseInvalid or PrxAuthError.StoreBusy;
}
