namespace PrxAuth.Torture.Racing;

/// <summary>One of those who all want the token at once.</summary>
internal interface IRacer : IDisposable
{
    /// <summary>Waits until it can start at a word.</summary>
    Task ReadyAsync();

    /// <summary>Fetches the shared profile's token.</summary>
    Task<RaceAnswer> FetchAsync(RaceOrder order);
}

/// <summary>What makes the stored token too old in a round.</summary>
/// <param name="Shift">How far ahead clocks that can be moved go from now on.</param>
/// <param name="MinimumValidity">How long the token must still be valid; null: as long as is usual.</param>
internal sealed record RaceOrder(TimeSpan Shift, TimeSpan? MinimumValidity);

/// <summary>What a racer got.</summary>
/// <param name="Token">The access token; null: none.</param>
/// <param name="Failure">Why not.</param>
internal sealed record RaceAnswer(string? Token, string Failure)
{
    /// <summary>How long anything may take before it counts as stuck.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    public static RaceAnswer Got(string token) => new(token, string.Empty);

    public static RaceAnswer Failed(string failure) => new(null, failure.ReplaceLineEndings(" "));
}
