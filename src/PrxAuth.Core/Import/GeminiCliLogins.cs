using System.Text.Json;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>The Gemini CLI's <c>oauth_creds.json</c>.</summary>
internal sealed class GeminiCliLogins : ILoginSource
{
    public string Name => "gemini-cli";

    public string Locate(Func<string, string?> environment) => Path.Join(HomeDirectory.Of(environment), ".gemini", "oauth_creds.json");

    public IReadOnlyList<ForeignLogin> Read(SourceFile file, DateTimeOffset now)
    {
        JsonElement json = file.Json();
        if (file.OptionalToken(json, "access_token") is not { } accessToken)
        {
            return [];
        }

        Secret? idToken = file.OptionalToken(json, "id_token");
        Secret? refreshToken = file.OptionalToken(json, "refresh_token");
        string? client = idToken is not null && IdTokenValidator.TryReadClaims(idToken, out JsonElement claims) && claims.ValueKind == JsonValueKind.Object
            ? file.OptionalText(claims, "azp") ?? file.OptionalText(claims, "aud")
            : null;
        return
        [
            new ForeignLogin
            {
                Provider = "google-gemini",
                Profile = ProfileKey.DefaultProfile,
                ClientId = client,
                Tokens = new TokenSet
                {
                    AccessToken = accessToken,
                    RefreshToken = refreshToken,
                    IdToken = idToken,
                    ExpiresAt = file.OptionalMilliseconds(json, "expiry_date"),
                    Scopes = file.OptionalText(json, "scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
                    ReceivedAt = now,
                },
                Remark = refreshToken is null
                    ? null
                    : "It belongs to the Gemini CLI's client: it is renewed only with that client's secret, and Google's terms keep that client to the Gemini CLI. Sign in with a client of your own to have a login that lasts.",
            },
        ];
    }
}
