using PrxAuth.Cli;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Import;
using PrxAuth.Core.Tokens;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz.Targets;

/// <summary>Files in which other tools keep their logins: theirs to write, and ours to read without a guess.</summary>
internal static class ImportTargets
{
    private const string KeyOfPrx = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("import-gh", "the GitHub CLI's hosts.yml", data => Read("gh", data),
            "github.com:", "\n    ", "users:", "user: ", "oauth_token: ", "git_protocol: https", "---", "{}", "null", "~", "\"", "'", "# ", "\r\n", "\t"),
        new("import-prx", "PRX's auth-profiles.json, beside its key", data => Read("prx", data),
            "\"schema_version\"", "\"active_profiles\"", "\"profiles\"", "\"provider\"", "\"profile_name\"", "\"kind\"", "\"oauth\"", "\"token\"",
            "\"access_token\"", "\"refresh_token\"", "\"id_token\"", "\"expires_at\"", "\"updated_at\"", "\"account_id\"", "\"metadata\"", "\"email\"",
            "\"scope\"", "enc2:", "enc:", "2026-03-02T00:00:00+00:00", "google-gemini", "null"),
        new("import-json", "a JSON file of another tool; first byte: which one", ReadJson,
            "\"tokens\"", "\"access_token\"", "\"refresh_token\"", "\"id_token\"", "\"account_id\"", "\"last_refresh\"", "\"OPENAI_API_KEY\"",
            "\"expiry_date\"", "\"scope\"", "\"claudeAiOauth\"", "\"accessToken\"", "\"refreshToken\"", "\"expiresAt\"", "\"scopes\"", "1767225600000",
            "2026-02-01T00:00:00Z", "eyJhbGciOiJSUzI1NiJ9.", "null"),
    ];

    private static void ReadJson(byte[] data)
    {
        FuzzInput input = new(data);
        string tool = input.Choose("codex", "gemini-cli", "claude-code");
        Read(tool, input.Rest());
    }

    private static void Read(string tool, byte[] content)
    {
        DirectoryInfo home = Directory.CreateTempSubdirectory("prxauth-fuzz-");
        try
        {
            string file = Path.Join(home.FullName, "logins");
            File.WriteAllBytes(file, content);
            File.WriteAllText(Path.Join(home.FullName, ".secret_key"), KeyOfPrx);
            using AuthSession session = AuthSession.Open(new AuthSessionOptions
            {
                Environment = name => name is "PRX_CONFIG" or "PRX_DATA_HOME" ? Path.Join(home.FullName, name) : null,
                Time = FrozenTime.Instance,
            });
            foreach (FoundLogin login in session.Import.Find(tool, file, profile: null))
            {
                Check(login);
            }
        }
        finally
        {
            home.Delete(recursive: true);
        }
    }

    private static void Check(FoundLogin login)
    {
        Oracle.Demand(login.Key is null == login.Obstacle is not null, "A login has a place and an obstacle, or neither.");
        Oracle.Demand(login.Obstacle is not null || login.Login.Tokens is not null, "A login without tokens can be brought in.");
        if (login.Login.Tokens is { } tokens)
        {
            Oracle.Demand(
                Secrets(tokens).All(token => token.Reveal() is { Length: > 0 } text && text.All(c => c is > ' ' and <= '~')),
                "What no request can carry is a token.");
        }

        foreach (ImportOutcome outcome in Enum.GetValues<ImportOutcome>())
        {
            var result = new ImportedResult(new ImportResult(login, outcome, login.Obstacle ?? login.Remark));
            string told = new TextRenderer(FrozenTime.Instance, Ink.None, () => 80).Render(result)!;
            Oracle.IsFitToShow(told, "What is told of a login");
            JsonRenderer.Render(result);
        }
    }

    private static IEnumerable<Secret> Secrets(TokenSet tokens) =>
        new[] { tokens.AccessToken, tokens.RefreshToken, tokens.IdToken }.OfType<Secret>();
}
