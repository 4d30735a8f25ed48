using System.Text.Json;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>Claude Code's <c>.credentials.json</c>. On macOS it keeps them in the keychain instead.</summary>
internal sealed class ClaudeCodeLogins : ILoginSource
{
    public string Name => "claude-code";

    public string Locate(Func<string, string?> environment) => Path.Join(
        environment("CLAUDE_CONFIG_DIR") is { Length: > 0 } named ? named : Path.Join(HomeDirectory.Of(environment), ".claude"), ".credentials.json");

    public IReadOnlyList<ForeignLogin> Read(SourceFile file, DateTimeOffset now)
    {
        if (file.OptionalObject(file.Json(), "claudeAiOauth") is not { } login || file.OptionalToken(login, "accessToken") is not { } accessToken)
        {
            return [];
        }

        Secret? refreshToken = file.OptionalToken(login, "refreshToken");
        return
        [
            new ForeignLogin
            {
                Provider = "anthropic",
                Profile = ProfileKey.DefaultProfile,
                Tokens = new TokenSet
                {
                    AccessToken = accessToken,
                    RefreshToken = refreshToken,
                    ExpiresAt = file.OptionalMilliseconds(login, "expiresAt"),
                    Scopes = Scopes(file, login),
                    ReceivedAt = now,
                },
                Remark = refreshToken is null
                    ? null
                    : "Claude Code has the same refresh token, and each works once: whichever renews first signs the other out. It is renewed here only with client_id under [providers.anthropic]; Anthropic reserves subscription sign-in for its own apps.",
            },
        ];
    }

    private static string[] Scopes(SourceFile file, JsonElement login) =>
        !login.TryGetProperty("scopes", out JsonElement scopes) || scopes.ValueKind == JsonValueKind.Null ? []
        : scopes.ValueKind == JsonValueKind.Array && scopes.EnumerateArray().All(one => one.ValueKind == JsonValueKind.String)
            ? [.. scopes.EnumerateArray().Select(one => one.GetString()!)]
            : throw file.Invalid("'scopes' is not a list of texts");
}
