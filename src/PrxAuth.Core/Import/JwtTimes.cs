using System.Text.Json;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>Reads when an access token says that it runs out, where it happens to be a JSON Web Token. Nothing hangs on it but the moment of
/// the next renewal.</summary>
internal static class JwtTimes
{
    public static DateTimeOffset? ExpiryOf(Secret token) =>
        IdTokenValidator.TryReadClaims(token, out JsonElement claims) && claims.ValueKind == JsonValueKind.Object
        && claims.TryGetProperty("exp", out JsonElement value) && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt64(out long seconds) && seconds is > 0 and < 32_503_680_000
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;
}
