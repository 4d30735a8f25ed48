using PrxAuth.Core.Import;
using PrxAuth.Core.Tokens;
using Xunit;

namespace PrxAuth.Core.Tests.Import;

/// <summary>PRX's own store. The sealed values were made by another implementation (Python's cryptography).</summary>
public sealed class PrxLoginsTests : IDisposable
{
    private const string Key = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    private const string AccessToken = "enc2:404142434445464748494a4b882604ac13298d642bbcdb74d48408a384fb55284e5ec3b9c21abd5df1aaca5c";
    private const string RefreshToken = "enc2:404142434445464748494a4b882604ac002f88733dbc9e2dcf8006a8dabc7ffbcc55e15d2bed64f638e992df12";
    private const string IdToken = "enc2:404142434445464748494a4b882604ac1b2ec37537a4936ecc3a51e8d5225f12b81e4bd9e8001ac5";
    private const string Legacy = "enc:70737a2e686061666b70277f63666b61";
    private const string LongLegacy =
        "enc:61216e666364657e287d656069632e7b787066337d66367b77777d7e6e3d6a77616f22776c60266c6d702a646a2d3d3d30736b677166";

    private readonly ForeignHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_sealed_sign_in_comes_with_all_its_tokens()
    {
        _home.Write(".openprx/.secret_key", Key + "\n");
        _home.Write(".openprx/auth-profiles.json", $$$"""
            {"schema_version":1,"updated_at":"2026-02-01T00:00:00Z","active_profiles":{"openai-codex":"openai-codex:work"},"profiles":{"openai-codex:work":{
             "provider":"openai-codex","profile_name":"work","kind":"oauth","account_id":"acct-1","workspace_id":null,"access_token":"{{{AccessToken}}}",
             "refresh_token":"{{{RefreshToken}}}","id_token":"{{{IdToken}}}","expires_at":"2026-03-02T00:00:00+00:00","token_type":"Bearer","scope":"openid email",
             "token":null,"metadata":{"email":"alice@example.test"},"created_at":"2026-01-01T00:00:00Z","updated_at":"2026-02-01T00:00:00Z"} } }
            """);

        FoundLogin login = Assert.Single(_home.Find("prx"));

        TokenSet tokens = login.Login.Tokens!;
        Assert.Equal(("prx-access-token", "prx-refresh-token", "prx-id-token"), (tokens.AccessToken.Reveal(), tokens.RefreshToken!.Reveal(), tokens.IdToken!.Reveal()));
        Assert.Equal(("openai-codex/work", "alice@example.test", "acct-1"), ($"{login.Key}", login.Account, login.Subject));
        Assert.Equal(new DateTimeOffset(2026, 3, 2, 0, 0, 0, TimeSpan.Zero), login.ExpiresAt);
        Assert.Equal(["openid", "email"], tokens.Scopes);
        Assert.Contains("prx auth use -P openai-codex --profile work", login.Remark, StringComparison.Ordinal);
        await _home.ImportAsync(login);
        Assert.Equal("prx-refresh-token", (await _home.StoredAsync("openai-codex", "work"))!.Tokens.RefreshToken!.Reveal());
    }

    [Theory]
    [InlineData(Legacy, "prx-legacy-token")]
    [InlineData(AccessToken, "prx-access-token")]
    [InlineData("plain-token", "plain-token")]
    public void A_token_comes_however_it_is_kept(string value, string expected)
    {
        _home.Write(".secret_key", Key);
        Assert.Equal(expected, _home.FindOne("prx", Token(value)).Login.Tokens!.AccessToken.Reveal());
    }

    [Fact]
    public void A_legacy_value_longer_than_the_key_goes_round_it()
    {
        _home.Write(".secret_key", Key);
        using var values = new PrxSealedValues(SourceFile.Read("prx", _home.Write("source", "{}")));
        Assert.Equal("a legacy token that is longer than the key of 32 bytes", values.Open(LongLegacy, "token"));
    }

    [Theory]
    [InlineData(AccessToken, "ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("enc2:404142434445464748494a4b892604ac13298d642bbcdb74d48408a384fb55284e5ec3b9c21abd5df1aaca5c", Key)]
    [InlineData("enc2:404142434445464748494a4b882604ac13298d642bbcdb74d48408a384fb55284e5ec3b9c21abd5df1aaca5d", Key)]
    [InlineData("enc2:404142434445464748494a4b", Key)]
    [InlineData("enc2:", Key)]
    [InlineData("enc2:s3cret", Key)]
    [InlineData("enc:ffffffffffffffffff", Key)]
    [InlineData(AccessToken, "0001")]
    [InlineData(AccessToken, "s3cret")]
    [InlineData(AccessToken, "")]
    public void What_does_not_open_is_an_error_and_not_a_token(string value, string key)
    {
        _home.Write(".secret_key", key);
        PrxAuthException failure = _home.Fails(PrxAuthError.ImportSourceInvalid, "prx", _home.Write("source", Token(value)));
        Assert.Matches("'token'|\\.secret_key", failure.Message);
    }

    [Fact]
    public void A_missing_key_is_named()
    {
        string file = _home.Write("source", Token(AccessToken));
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => _home.Find("prx", file));
        Assert.Equal((PrxAuthError.ImportSourceUnavailable, _home.PathOf(".secret_key")), (failure.Error, failure.Target));
    }

    [Theory]
    [InlineData("2")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("\"1\"")]
    public void Another_schema_is_refused(string version)
    {
        string file = _home.Write("source", $$$"""{"schema_version":{{{version}}},"profiles":{}}""");
        Assert.Contains("schema_version", _home.Fails(PrxAuthError.ImportSourceInvalid, "prx", file).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Version_0_counts_as_1() => Assert.NotNull(_home.FindOne("prx", Token("plain-token").Replace("\"schema_version\":1", "\"schema_version\":0", StringComparison.Ordinal)).Key);

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("{}")]
    [InlineData("""{"schema_version":1,"profiles":{}}""")]
    public void A_store_without_profiles_has_no_login(string text) => Assert.Empty(_home.Find("prx", _home.Write("source", text)));

    [Fact]
    public void A_kind_that_nobody_knows_is_refused()
    {
        string file = _home.Write("source", Token("s3cret").Replace("\"kind\":\"token\"", "\"kind\":\"s3cret\"", StringComparison.Ordinal));
        Assert.Contains("'kind'", _home.Fails(PrxAuthError.ImportSourceInvalid, "prx", file).Message, StringComparison.Ordinal);
    }

    private static string Token(string value) => $$$"""
        {"schema_version":1,"active_profiles":{},"profiles":{"anthropic:default":{"provider":"anthropic","profile_name":"default","kind":"token","token":"{{{value}}}"} } }
        """;
}
