using PrxAuth.Core.Import;
using PrxAuth.Core.Tokens;
using Xunit;

namespace PrxAuth.Core.Tests.Import;

/// <summary>The files of the Codex CLI, the Gemini CLI and Claude Code, as these write them.</summary>
public sealed class TokenFileLoginsTests : IDisposable
{
    private readonly ForeignHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task The_Codex_CLIs_sign_in_comes_with_its_expiry_its_account_and_a_warning()
    {
        string access = ForeignHome.Jwt("""{"exp":1773000000}""");
        string id = ForeignHome.Jwt("""{"email":"alice@example.test","sub":"user-1"}""");
        _home.Set("CODEX_HOME", _home.PathOf("codex"));
        _home.Write("codex/auth.json", $$"""
            {"OPENAI_API_KEY":null,"tokens":{"id_token":"{{id}}","access_token":"{{access}}","refresh_token":"rt_1","account_id":"acct-1"},
             "last_refresh":"2026-02-28T10:00:00.123456789Z"}
            """);

        FoundLogin login = Assert.Single(_home.Find("codex"));

        Assert.Equal(("openai-codex/default", "acct-1"), ($"{login.Key}", login.Subject));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1773000000), login.ExpiresAt);
        TokenSet tokens = login.Login.Tokens!;
        Assert.Equal((access, "rt_1", id), (tokens.AccessToken.Reveal(), tokens.RefreshToken!.Reveal(), tokens.IdToken!.Reveal()));
        Assert.Equal(new DateTimeOffset(2026, 2, 28, 10, 0, 0, TimeSpan.Zero), tokens.ReceivedAt, TimeSpan.FromSeconds(1));
        Assert.Contains("each works once", login.Remark, StringComparison.Ordinal);
        await _home.ImportAsync(login);
        Assert.Equal(login.ExpiresAt, (await _home.StoredAsync("openai-codex", "default"))!.Tokens.ExpiresAt);
    }

    [Fact]
    public void An_API_key_of_the_Codex_CLI_comes_as_a_token_alone()
    {
        FoundLogin login = _home.FindOne("codex", """{"OPENAI_API_KEY":"sk-1","tokens":null}""");

        Assert.Equal(("sk-1", false, null, null), (login.Login.Tokens!.AccessToken.Reveal(), login.HasRefreshToken, login.ExpiresAt, login.Remark));
    }

    [Fact]
    public void The_Gemini_CLIs_sign_in_keeps_the_client_it_was_issued_to()
    {
        string id = ForeignHome.Jwt("""{"azp":"gemini-client","aud":"other","email":"alice@example.test","sub":"1"}""");
        _home.Write(".gemini/oauth_creds.json", $$"""
            {"access_token":"ya29.1","scope":"openid https://www.googleapis.com/auth/cloud-platform","token_type":"Bearer",
             "id_token":"{{id}}","expiry_date":1772370000000,"refresh_token":"1//r"}
            """);

        FoundLogin login = Assert.Single(_home.Find("gemini-cli"));

        Assert.Equal(("google-gemini/default", "alice@example.test", "gemini-client"), ($"{login.Key}", login.Account, login.Login.ClientId));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1772370000000), login.ExpiresAt);
        Assert.Equal(["openid", "https://www.googleapis.com/auth/cloud-platform"], login.Login.Tokens!.Scopes);
        Assert.Equal("1//r", login.Login.Tokens.RefreshToken!.Reveal());
        Assert.Contains("client's secret", login.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Claude_Codes_sign_in_comes_with_expiry_and_scopes()
    {
        _home.Write(".claude/.credentials.json", """
            {"claudeAiOauth":{"accessToken":"sk-ant-oat01-1","refreshToken":"sk-ant-ort01-1","expiresAt":1772370000000,
             "scopes":["user:inference","user:profile"],"subscriptionType":"max"}}
            """);

        FoundLogin login = Assert.Single(_home.Find("claude-code"));

        Assert.Equal("anthropic/default", $"{login.Key}");
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1772370000000), login.ExpiresAt);
        Assert.Equal(["user:inference", "user:profile"], login.Login.Tokens!.Scopes);
        Assert.Equal(("sk-ant-oat01-1", "sk-ant-ort01-1"), (login.Login.Tokens.AccessToken.Reveal(), login.Login.Tokens.RefreshToken!.Reveal()));
        Assert.Contains("client_id under [providers.anthropic]", login.Remark, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("codex", """{"OPENAI_API_KEY":null}""")]
    [InlineData("codex", """{"tokens":{"access_token":""}}""")]
    [InlineData("gemini-cli", "{}")]
    [InlineData("claude-code", """{"mcpOAuth":{}}""")]
    [InlineData("claude-code", """{"claudeAiOauth":{}}""")]
    public void A_tool_that_is_signed_out_has_no_login(string tool, string text) => Assert.Empty(_home.Find(tool, _home.Write("source", text)));

    [Theory]
    [InlineData("codex", """{"tokens":"s3cret"}""", "tokens")]
    [InlineData("codex", """{"tokens":{"access_token":["s3cret"]}}""", "access_token")]
    [InlineData("codex", """{"tokens":{"access_token":"s3cret two"}}""", "access_token")]
    [InlineData("codex", """{"tokens":{"access_token":"s3cret","refresh_token":7}}""", "refresh_token")]
    [InlineData("codex", """{"tokens":{"access_token":"s3cret"},"last_refresh":"s3cret"}""", "last_refresh")]
    [InlineData("codex", """{"OPENAI_API_KEY":"s3cret\n"}""", "OPENAI_API_KEY")]
    [InlineData("gemini-cli", """{"access_token":"s3cret","expiry_date":"s3cret"}""", "expiry_date")]
    [InlineData("gemini-cli", """{"access_token":"s3cret","expiry_date":1e300}""", "expiry_date")]
    [InlineData("gemini-cli", """{"access_token":"s3cret","scope":["s3cret"]}""", "scope")]
    [InlineData("claude-code", """{"claudeAiOauth":["s3cret"]}""", "claudeAiOauth")]
    [InlineData("claude-code", """{"claudeAiOauth":{"accessToken":"s3cret","scopes":"s3cret"}}""", "scopes")]
    [InlineData("claude-code", """{"claudeAiOauth":{"accessToken":"s3cret","expiresAt":-1}}""", "expiresAt")]
    [InlineData("codex", """["s3cret"]""", "JSON object")]
    [InlineData("codex", """{"tokens":{"access_token":"s3cret""", "JSON object")]
    [InlineData("codex", "", "JSON object")]
    [InlineData("prx", """{"profiles":["s3cret"]}""", "profiles")]
    [InlineData("prx", """{"profiles":{"a":"s3cret"}}""", "profiles")]
    public void What_the_tool_does_not_write_is_an_error_that_names_the_member(string tool, string text, string member)
    {
        PrxAuthException failure = _home.Fails(PrxAuthError.ImportSourceInvalid, tool, _home.Write("source", text));
        Assert.Contains(member, failure.Message, StringComparison.Ordinal);
    }
}
