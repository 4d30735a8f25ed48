using System.Net;

namespace PrxAuth.Core.Wire;

/// <summary>An HTTP answer of a provider, read whole and within its cap.</summary>
/// <param name="Endpoint">Who answered.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="MediaType">The media type without parameters, in lower case; null when none was sent.</param>
/// <param name="Body">The body.</param>
/// <param name="RetryAfter">How long the provider asked to wait.</param>
internal sealed record ProviderReply(Uri Endpoint, HttpStatusCode Status, string? MediaType, string Body, TimeSpan? RetryAfter)
{
    /// <summary>What the provider's clock said; null when it did not say.</summary>
    public DateTimeOffset? Date { get; init; }

    /// <summary>The nonce that the provider wants in the next proof (RFC 9449 section 8.2); null: it gave none.</summary>
    public string? DpopNonce { get; init; }

    public bool IsSuccessStatus => (int)Status is >= 200 and < 300;

    /// <summary>Keeps a body, which may hold tokens, out of whatever prints this.</summary>
    public override string ToString() => $"HTTP {(int)Status} from {Endpoint.Host}";
}
