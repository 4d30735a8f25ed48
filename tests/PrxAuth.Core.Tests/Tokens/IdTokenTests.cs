using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Tokens;

/// <summary>id_tokens with one thing wrong (OpenID Connect Core section 3.1.3.7), forged by hand and served from a socket.</summary>
public sealed class IdTokenTests : IDisposable
{
    private const string Issuer = "https://issuer.example";
    private const string Secret = "client-secret-0123456789-0123456789";
    private const string Device = """{"device_code":"dc-0123456789","user_code":"ABCD","verification_uri":"https://example.test/","interval":1}""";

    private readonly IdTokenForge _forge = new();

    public void Dispose() => _forge.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("\"aud\":[\"raw-client\"]")]
    [InlineData("\"aud\":[\"raw-client\",\"raw-client\"]")]
    [InlineData("\"aud\":[\"other\",\"raw-client\"],\"azp\":\"raw-client\"")]
    [InlineData("\"azp\":\"raw-client\"")]
    [Conformance("N44")]
    public async Task A_token_with_all_in_order_signs_in(string changes)
    {
        Credential credential = await SignInAsync(now => _forge.Sign(Claims(now, changes)));

        Assert.Equal("sub-1", credential.Subject);
    }

    [Theory]
    [InlineData("\"iss\":\"https://issuer.example/\"", "issuer")]
    [InlineData("\"iss\":\"https://ISSUER.example\"", "issuer")]
    [InlineData("\"iss\":null", "issuer")]
    [InlineData("\"sub\":null", "sub")]
    [InlineData("\"sub\":\"\"", "sub")]
    [InlineData("\"sub\":7", "sub")]
    [InlineData("\"aud\":\"other\"", "audience")]
    [InlineData("\"aud\":[]", "audience")]
    [InlineData("\"aud\":[7]", "JSON Web Token")]
    [InlineData("\"aud\":null", "audience")]
    [InlineData("\"aud\":[\"raw-client\",\"other\"]", "azp")]
    [InlineData("\"aud\":[\"raw-client\",7]", "JSON Web Token")]
    [InlineData("\"aud\":[\"raw-client\",\"other\"],\"azp\":\"other\"", "azp")]
    [InlineData("\"azp\":\"other\"", "azp")]
    [InlineData("\"exp\":null", "exp")]
    [InlineData("\"exp\":\"9999999999\"", "exp")]
    [InlineData("\"exp\":1000", "exp")]
    [InlineData("\"iat\":null", "iat")]
    [InlineData("\"iat\":\"1000\"", "iat")]
    [InlineData("\"iat\":-1", "iat")]
    [InlineData("\"iat\":32503679999", "iat")]
    [InlineData("\"nonce\":\"of-another-sign-in\"", "nonce")]
    [Conformance("N43", "N44")]
    public async Task A_claim_that_is_wrong_or_missing_is_refused_by_its_name(string changes, string named)
    {
        PrxAuthException failure = await RefusedAsync(now => _forge.Sign(Claims(now, changes)));

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("None")]
    [InlineData("")]
    [Conformance("N45")]
    public async Task A_token_without_signature_is_refused_even_where_no_keys_are_known(string algorithm)
    {
        await RefusedAsync(now => IdTokenForge.Bare(Claims(now), algorithm));
        await RefusedAsync(now => IdTokenForge.Bare(Claims(now), algorithm), keys: null);
    }

    [Fact]
    [Conformance("N45")]
    public async Task The_token_endpoints_tls_stands_for_the_signature_where_no_keys_are_known()
    {
        using IdTokenForge unknown = new();

        Assert.Equal("sub-1", (await SignInAsync(now => unknown.Sign(Claims(now)), keys: null)).Subject);
    }

    [Fact]
    [Conformance("N45")]
    public async Task A_key_that_everybody_or_the_client_has_signs_nothing()
    {
        await RefusedAsync(now => _forge.Authenticate(Claims(now), Secret));
        await RefusedAsync(now => _forge.Authenticate(Claims(now), _forge.PublicPem));
    }

    [Theory]
    [InlineData("""{"alg":"RS256","crit":["exp"],"exp":1}""")]
    [InlineData("""{"alg":"RS256","crit":["b64"],"b64":false}""")]
    [InlineData("""{"alg":"RS256","crit":[]}""")]
    [InlineData("""{"alg":"RS256","crit":null}""")]
    [Conformance("C01")]
    public async Task A_header_that_must_be_understood_and_is_not_ends_it(string header)
    {
        PrxAuthException failure = await RefusedAsync(now => _forge.Sign(Claims(now), header));

        Assert.Contains("crit", failure.Message, StringComparison.Ordinal);
        await RefusedAsync(now => _forge.Sign(Claims(now), header), keys: null);
    }

    [Fact]
    [Conformance("N45", "C02")]
    public async Task A_key_of_another_is_refused_and_a_key_that_is_new_today_is_found()
    {
        using IdTokenForge next = new();
        IdTokenForge published = _forge;
        IdTokenForge signing = _forge;
        SimulatedWorld? self = null;
        await using RawProvider raw = Serve(() => signing.Sign(Claims(self!.Clock.GetUtcNow())), () => published.KeySet);
        await using SimulatedWorld world = await StartAsync(raw, withKeys: true);
        self = world;
        await world.RunClockAsync(world.SignInAsync("raw"));

        signing = next;
        await world.FailsAsync(PrxAuthError.IdTokenInvalid, () => world.RunClockAsync(world.SignInAsync("raw")));
        published = next;

        Assert.Equal("sub-1", (await world.RunClockAsync(world.SignInAsync("raw"))).Subject);
    }

    [Theory]
    [InlineData("""{"sub":"sub-1","email":"ada@example.test"}""", "ada@example.test")]
    [InlineData("""{"sub":"sub-2","email":"eve@example.test"}""", null)]
    [InlineData("""{"email":"eve@example.test"}""", null)]
    [InlineData("""{"sub":["sub-1"],"email":"eve@example.test"}""", null)]
    [Conformance("N46")]
    public async Task What_userinfo_says_counts_for_the_same_subject_only(string userInfo, string? name)
    {
        Credential credential = await SignInAsync(now => _forge.Sign(Claims(now)), userInfo: userInfo);

        Assert.Equal("sub-1", credential.Subject);
        Assert.Equal(name ?? "sub-1", credential.Account ?? "sub-1");
    }

    [Theory]
    [InlineData("", null)]
    [InlineData("\"nonce\":\"whatever\"", null)]
    [InlineData("\"sub\":\"sub-2\"", PrxAuthError.AccountChanged)]
    [InlineData("\"iss\":\"https://another.example\"", PrxAuthError.IdTokenInvalid)]
    [InlineData("\"aud\":\"other\"", PrxAuthError.IdTokenInvalid)]
    [InlineData("\"aud\":[\"raw-client\",\"other\"]", PrxAuthError.IdTokenInvalid)]
    [Conformance("N47")]
    public async Task A_refreshed_token_is_of_the_same_login(string changes, PrxAuthError? error)
    {
        SimulatedWorld? self = null;
        string now = string.Empty;
        await using RawProvider raw = Serve(() => _forge.Sign(Claims(self!.Clock.GetUtcNow(), now)), () => _forge.KeySet);
        await using SimulatedWorld world = await StartAsync(raw, withKeys: true);
        self = world;
        Credential first = await world.RunClockAsync(world.SignInAsync("raw"));
        now = changes;

        if (error is null)
        {
            Assert.NotEqual(first.Generation, (await world.RenewAsync("raw")).Generation);
            return;
        }

        await SimulatedWorld.FailsAndChangesAsync(error.Value, () => world.RenewAsync("raw"));
        using FileCredentialStore store = world.OpenStore();
        Assert.Equal(first.Tokens.IdToken, (await store.ReadAsync(first.Key, SimulatedWorld.Cancellation))!.Tokens.IdToken);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("the same", true)]
    [InlineData("another", false)]
    [Conformance("N47")]
    public async Task A_refreshed_token_with_a_nonce_has_that_of_the_sign_in(string? refreshed, bool isTaken)
    {
        SimulatedWorld? self = null;
        string? nonce = null;
        await using RawProvider raw = Serve(
            () => _forge.Sign(Claims(self!.Clock.GetUtcNow(), nonce is null ? "" : $"\"nonce\":\"{nonce}\"")), () => _forge.KeySet);
        await using SimulatedWorld world = await StartAsync(raw, withKeys: true);
        self = world;
        world.EditConfig(text => $"{text}\nauthorization_endpoint = \"{raw.Address}authorize\"\nflows = [\"paste\"]\n");
        world.Person = new ScriptedPerson
        {
            Paste = (address, _) =>
            {
                System.Collections.Specialized.NameValueCollection asked = System.Web.HttpUtility.ParseQueryString(address.Query);
                nonce = asked["nonce"];
                return Task.FromResult($"code=the-code&state={asked["state"]}");
            },
        };
        await world.SignInAsync("raw");
        nonce = refreshed is "the same" ? nonce : refreshed;

        if (isTaken)
        {
            await world.RenewAsync("raw");
        }
        else
        {
            await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.IdTokenInvalid, () => world.RenewAsync("raw"));
        }
    }

    // A member that is changed to null is left out.
    private static string Claims(DateTimeOffset now, string changes = "")
    {
        var claims = System.Text.Json.Nodes.JsonNode.Parse($$"""
            {"iss":"{{Issuer}}","sub":"sub-1","aud":"raw-client","exp":{{now.ToUnixTimeSeconds() + 3600}},"iat":{{now.ToUnixTimeSeconds()}}}
            """)!.AsObject();
        foreach ((string name, System.Text.Json.Nodes.JsonNode? value) in System.Text.Json.Nodes.JsonNode.Parse($"{{{changes}}}")!.AsObject())
        {
            claims.Remove(name);
            if (value is not null)
            {
                claims.Add(name, value.DeepClone());
            }
        }

        return claims.ToJsonString();
    }

    private static RawProvider Serve(Func<string> idToken, Func<string> keys, string userInfo = "{}") => new(request => RawProvider.Reply(request.Path switch
    {
        "/device" => Device,
        "/keys" => keys(),
        "/userinfo" => userInfo,
        _ => $$"""{"access_token":"at-0123456789","refresh_token":"rt-0123456789","expires_in":3600,"id_token":"{{idToken()}}"}""",
    }));

    private static async Task<SimulatedWorld> StartAsync(RawProvider raw, bool withKeys)
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml($"""
            oidc = true
            id_token_issuer = "{Issuer}"
            client_secret = "{Secret}"
            account_endpoint = "{raw.Address}userinfo"
            {(withKeys ? $"jwks_uri = \"{raw.Address}keys\"" : "")}
            """));
        return world;
    }

    private async Task<Credential> SignInAsync(Func<DateTimeOffset, string> idToken, string? keys = "published", string userInfo = "{}")
    {
        SimulatedWorld? self = null;
        await using RawProvider raw = Serve(() => idToken(self!.Clock.GetUtcNow()), () => _forge.KeySet, userInfo);
        await using SimulatedWorld world = await StartAsync(raw, keys is not null);
        self = world;
        return await world.RunClockAsync(world.SignInAsync("raw"));
    }

    private async Task<PrxAuthException> RefusedAsync(Func<DateTimeOffset, string> idToken, string? keys = "published")
    {
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => SignInAsync(idToken, keys));
        Assert.True(failure.Error == PrxAuthError.IdTokenInvalid, failure.Message);
        return failure;
    }
}
