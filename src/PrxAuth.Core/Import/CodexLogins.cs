using System.Text.Json;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>The Codex CLI's <c>auth.json</c>: an API key, or the tokens of a ChatGPT sign-in.</summary>
internal sealed class CodexLogins : ILoginSource
{
    private const string Shared =
        "The Codex CLI has the same refresh token, and each works once: whichever renews first signs the other out. Sign in with Connect-PrxAuth openai-codex to have a login of its own.";

    public string Name => "codex";

    public string Locate(Func<string, string?> environment) => Path.Join(
        environment("CODEX_HOME") is { Length: > 0 } named ? named : Path.Join(HomeDirectory.Of(environment), ".codex"), "auth.json");

    public IReadOnlyList<ForeignLogin> Read(SourceFile file, DateTimeOffset now)
    {
        JsonElement json = file.Json();
        if (file.OptionalObject(json, "tokens") is { } tokens && file.OptionalToken(tokens, "access_token") is { } accessToken)
        {
            Secret? refreshToken = file.OptionalToken(tokens, "refresh_token");
            return
            [
                new ForeignLogin
                {
                    Provider = "openai-codex",
                    Profile = ProfileKey.DefaultProfile,
                    Subject = file.OptionalText(tokens, "account_id"),
                    Tokens = new TokenSet
                    {
                        AccessToken = accessToken,
                        RefreshToken = refreshToken,
                        IdToken = file.OptionalToken(tokens, "id_token"),
                        ExpiresAt = JwtTimes.ExpiryOf(accessToken),
                        ReceivedAt = file.OptionalTime(json, "last_refresh") ?? now,
                    },
                    Remark = refreshToken is null ? null : Shared,
                },
            ];
        }

        return file.OptionalToken(json, "OPENAI_API_KEY") is { } key
            ? [new ForeignLogin { Provider = "openai-codex", Profile = ProfileKey.DefaultProfile, Tokens = new TokenSet { AccessToken = key, ReceivedAt = now } }]
            : [];
    }
}
