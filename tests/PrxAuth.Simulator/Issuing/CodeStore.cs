using System.Collections.Concurrent;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Issuing;

/// <summary>An authorization code, and what must be shown to redeem it.</summary>
internal sealed record IssuedCode(UserGrant Grant, string RedirectUri, string Challenge, string? State, DateTimeOffset ExpiresAt);

/// <summary>Authorization codes: each can be had once (RFC 6749 section 4.1.2).</summary>
internal sealed class CodeStore(SimulatorControl control)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, IssuedCode> _codes = new(StringComparer.Ordinal);

    public string Issue(UserGrant grant, string redirectUri, string challenge, string? state, string prefix = "")
    {
        string code = prefix + RandomText.Alphanumeric(48);
        _codes[code] = new IssuedCode(grant, redirectUri, challenge, state, control.Clock.GetUtcNow() + _lifetime);
        return code;
    }

    /// <summary>Takes the code of a token request; null: it is unknown, used, expired or another client's, or redirect URI or verifier do
    /// not fit. It is gone in any case.</summary>
    public IssuedCode? Redeem(RequestParameters parameters) =>
        parameters["code"] is { } code && _codes.TryRemove(code, out IssuedCode? found)
        && control.Clock.GetUtcNow() < found.ExpiresAt
        && parameters["client_id"] == found.Grant.ClientId
        && parameters["redirect_uri"] == found.RedirectUri
        && Credentials.VerifierFits(parameters["code_verifier"], found.Challenge, "S256")
            ? found
            : null;
}
