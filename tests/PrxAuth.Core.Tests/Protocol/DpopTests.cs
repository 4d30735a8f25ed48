using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>Tokens bound to a key of the profile (RFC 9449), against a server and an API that check every proof.</summary>
public sealed class DpopTests
{
    [Fact]
    [Conformance("F05")]
    public async Task A_sign_in_binds_its_tokens_and_the_key_lies_sealed_beside_them()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();

        Credential credential = await world.SignInAsync("corp-dpop");

        Assert.Equal("DPoP", credential.TokenType);
        Assert.Equal("alice@example.test", credential.Account);
        using FileCredentialStore store = world.OpenStore();
        Credential stored = (await store.ReadAsync(credential.Key, SimulatedWorld.Cancellation))!;
        Assert.Equal(credential.DpopKey, stored.DpopKey);
        Assert.Equal("DPoP", world.Session.Profiles.Describe(stored).TokenType);
        Assert.Contains($"dpop_jkt={DpopKey.ThumbprintOf(stored.DpopKey!)}", Assert.Single(world.Browser.Opened).Query, StringComparison.Ordinal);
    }

    [Fact]
    [Conformance("F20")]
    public async Task A_device_sign_in_binds_its_tokens()
    {
        await using SimulatedWorld world = await Protocols.StartAsync(new SimulatorOptions { AutoApproveDevice = true });

        Assert.Equal("DPoP", (await world.RunClockAsync(world.SignInAsync("corp-dpop", SignInFlow.DeviceCode))).TokenType);
    }

    [Fact]
    [Conformance("F09", "F10", "F20")]
    public async Task A_refresh_proves_the_same_key_through_the_servers_next_nonce()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        Credential first = await world.SignInAsync("corp-dpop");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.Dpop.RenewNonce();

        Credential second = await world.GetAsync("corp-dpop");

        Assert.Equal(first.DpopKey, second.DpopKey);
        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.NotEqual(first.Tokens.RefreshToken, second.Tokens.RefreshToken);
        Assert.False(second.RenewalReplyLost);
        Assert.Equal(HttpStatusCode.OK, await CallAsync(world, second));
    }

    [Fact]
    [Conformance("F09")]
    public async Task A_refresh_with_another_key_is_refused()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        Credential credential = await world.SignInAsync("corp-dpop");
        await world.RewriteAsync(credential.Key, stored => stored with { DpopKey = DpopKey.Create() });
        world.Clock.Advance(TimeSpan.FromHours(2));

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp-dpop"));
    }

    [Fact]
    [Conformance("F10")]
    public async Task The_nonce_is_asked_for_once_alone()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.Dpop.DemandNonce = false;
        await world.SignInAsync("corp-dpop");
        Assert.Single(world.Control.Requests, request => request.Path == "/connect/token");

        world.Control.Dpop.DemandNonce = true;
        world.Control.ResetCounts();
        await world.SignInAsync("corp-dpop");
        Assert.Equal(2, world.Control.Requests.Count(request => request.Path == "/connect/token"));

        await using RawProvider raw = new(_ => RawProvider.Reply("""{"error":"use_dpop_nonce"}""", 400, headers: "DPoP-Nonce: again\r\n"));
        world.WriteConfig(raw.ConfigToml("dpop = true\nclient_secret = \"secret-words\"\nflows = [\"client-credentials\"]"));
        await world.FailsAsync(PrxAuthError.AuthorizationFailed, () => world.SignInAsync("raw", SignInFlow.ClientCredentials));
        Assert.Equal(2, raw.Requests.Count);
    }

    [Fact]
    [Conformance("F06", "F10", "F20")]
    public async Task Each_proof_is_new_and_carries_the_newest_nonce_that_any_answer_brought()
    {
        int answers = 0;
        await using RawProvider raw = new(_ => ++answers == 1
            ? RawProvider.Reply("""{"error":"use_dpop_nonce"}""", 400, headers: "DPoP-Nonce: n-1\r\n")
            : RawProvider.Reply("""{"access_token":"at-0123456789","token_type":"DPoP"}""", headers: answers == 2 ? "DPoP-Nonce: n-2\r\n" : ""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml("dpop = true\nclient_secret = \"secret-words\"\nflows = [\"client-credentials\"]")
            .Replace($"{raw.Address}token\"", $"{raw.Address}token?tenant=a\"", StringComparison.Ordinal));

        await world.SignInAsync("raw", SignInFlow.ClientCredentials);
        await world.RenewAsync("raw");
        await world.RenewAsync("raw");

        JsonElement[] claims = [.. raw.Requests.Select(request => ClaimsOf(request.Head))];
        Assert.Equal([null, "n-1", "n-2", "n-2"], claims.Select(one => one.TryGetProperty("nonce", out JsonElement nonce) ? nonce.GetString() : null));
        Assert.Equal(4, claims.Select(one => one.GetProperty("jti").GetString()).Distinct().Count());
        Assert.All(claims, one => Assert.Equal($"{raw.Address}token", one.GetProperty("htu").GetString()));
    }

    [Fact]
    public async Task A_server_that_says_nothing_of_proofs_is_refused_before_anything_is_sent()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.Dpop.IsAdvertised = false;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.MetadataInvalid, () => world.SignInAsync("corp-dpop"));

        Assert.Contains("dpop_signing_alg_values_supported", failure.Message, StringComparison.Ordinal);
        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    [Conformance("F08")]
    public async Task A_token_that_is_not_bound_is_thrown_away()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Control.Dpop.IssueBearer = true;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderResponseInvalid, () => world.SignInAsync("corp-dpop"));

        Assert.Contains("not bound", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Conformance("F05", "F06", "F07")]
    public async Task An_api_takes_each_proof_once_and_for_its_own_request_alone()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        Credential credential = await world.SignInAsync("corp-dpop");
        Uri api = new(world.Server.BaseAddress, "api/dpop/me");
        IReadOnlyDictionary<string, string> proof = Headers(world, credential, api, "GET");

        Assert.Equal(HttpStatusCode.OK, await SendAsync(api, "GET", proof));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(api, "GET", proof));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(api, "POST", Headers(world, credential, api, "GET")));
        Assert.Equal(HttpStatusCode.OK, await SendAsync(api, "POST", Headers(world, credential, new Uri(api + "?a=b#c"), "post")));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(api, "GET", Headers(world, credential, new Uri(world.Server.BaseAddress, "api/me"), "GET")));
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(
            new Uri(world.Server.BaseAddress, "api/me"), "GET", new Dictionary<string, string> { ["Authorization"] = $"Bearer {credential.UsableToken.Reveal()}" }));
        world.Control.Dpop.RenewNonce();
        Assert.Equal(HttpStatusCode.Unauthorized, await SendAsync(api, "GET", RequestHeaders.For(credential, api, null, null, world.Time)));
    }

    [Fact]
    public async Task A_bound_token_needs_the_address_and_an_ordinary_one_does_not()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        Credential bound = await world.SignInAsync("corp-dpop");
        Credential ordinary = await world.SignInAsync("corp");

        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => RequestHeaders.For(bound, null, null, null, world.Time));
        IReadOnlyDictionary<string, string> headers = RequestHeaders.For(ordinary, null, null, null, world.Time);

        Assert.Equal(PrxAuthError.ProofAddressMissing, failure.Error);
        Assert.Equal($"Bearer {ordinary.UsableToken.Reveal()}", Assert.Single(headers).Value);
        Assert.Equal(HttpStatusCode.OK, await SendAsync(new Uri(world.Server.BaseAddress, "api/me"), "GET", headers));
    }

    [Fact]
    [Conformance("F07")]
    public async Task The_account_is_asked_for_with_a_proof()
    {
        List<string> heads = [];
        await using RawProvider raw = new(request =>
        {
            heads.Add(request.Head);
            return request.Path == "/token"
                ? RawProvider.Reply("""{"access_token":"at-0123456789","token_type":"dpop"}""")
                : request.Path == "/device"
                    ? RawProvider.Reply("""{"device_code":"dc","user_code":"AB","verification_uri":"https://example.test/","interval":1}""")
                    : RawProvider.Reply("""{"email":"ann@example.test"}""");
        });
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml($"dpop = true\naccount_endpoint = \"{raw.Address}me\""));

        Credential credential = await world.RunClockAsync(world.SignInAsync("raw"));

        Assert.Equal("ann@example.test", credential.Account);
        Assert.Contains("Authorization: DPoP at-0123456789", heads[^1], StringComparison.Ordinal);
        Assert.Contains("DPoP: ey", heads[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_ordinary_profile_has_no_key_on_disk()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        Credential credential = await world.SignInAsync("corp");

        string contents = JsonSerializer.Serialize(world.Session.Profiles.Describe(credential))
            + System.Text.Encoding.UTF8.GetString(Core.Storage.Format.CredentialDocument.Write(credential));

        Assert.DoesNotContain("dpop_key", contents, StringComparison.Ordinal);
    }

    private static JsonElement ClaimsOf(string head)
    {
        string proof = head.Split("\r\n").Single(line => line.StartsWith("DPoP: ", StringComparison.OrdinalIgnoreCase))["DPoP: ".Length..];
        return JsonElement.Parse(Base64Url.DecodeFromChars(proof.Split('.')[1]));
    }

    private static IReadOnlyDictionary<string, string> Headers(SimulatedWorld world, Credential credential, Uri uri, string method) =>
        RequestHeaders.For(credential, uri, method, world.Control.Dpop.Nonce, world.Time);

    private static Task<HttpStatusCode> CallAsync(SimulatedWorld world, Credential credential)
    {
        Uri api = new(world.Server.BaseAddress, "api/dpop/me");
        return SendAsync(api, "GET", Headers(world, credential, api, "GET"));
    }

    private static async Task<HttpStatusCode> SendAsync(Uri address, string method, IReadOnlyDictionary<string, string> headers)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(new HttpMethod(method), address);
        foreach ((string name, string value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using HttpResponseMessage response = await client.SendAsync(request, SimulatedWorld.Cancellation);
        return response.StatusCode;
    }
}
