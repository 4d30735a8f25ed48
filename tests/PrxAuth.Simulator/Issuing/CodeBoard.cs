using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Issuing;

/// <summary>The codes that wait to be redeemed, each of them once.</summary>
internal sealed class CodeBoard(TimeProvider clock)
{
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, AuthorizationCode> _codes = new(StringComparer.Ordinal);

    /// <summary>Issues the code that answers an authorization request.</summary>
    public string Issue(IQueryCollection query, string clientId, SimulatorUser user)
    {
        string code = RandomText.Alphanumeric(48);
        _codes[code] = new AuthorizationCode(
            clientId,
            query["redirect_uri"].ToString(),
            query["code_challenge"].FirstOrDefault(),
            query["code_challenge_method"].FirstOrDefault() ?? "plain",
            user,
            ScopeText.Split(query["scope"]),
            query["nonce"].FirstOrDefault(),
            clock.GetUtcNow() + _lifetime);
        return code;
    }

    /// <summary>Takes a code, which can be had once; null: it is unknown, used, expired or another client's.</summary>
    public AuthorizationCode? Take(string? code, string clientId) =>
        code is not null && _codes.TryRemove(code, out AuthorizationCode? found) && found.ClientId == clientId && clock.GetUtcNow() < found.ExpiresAt
            ? found
            : null;
}
