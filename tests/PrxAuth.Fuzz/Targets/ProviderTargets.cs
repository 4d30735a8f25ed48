using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz.Targets;

/// <summary>What a provider, or whoever answers in its place, sends back. Every secret of ours is known to it and may come back in any text.</summary>
internal static class ProviderTargets
{
    private static readonly string[] s_words =
    [
        "\"access_token\"", "\"refresh_token\"", "\"id_token\"", "\"token_type\"", "\"expires_in\"", "\"scope\"", "\"error\"", "\"error_description\"",
        "\"error_code\"", "\"message\"", "\"code\"", "\"type\"", "\"status\"", "\"interval\"", "\"device_code\"", "\"user_code\"", "\"verification_uri\"",
        "\"verification_uri_complete\"", "\"verification_url\"", "\"token\"", "\"refresh_in\"", "\"expires_at\"", "\"endpoints\"", "\"api\"",
        "\"error_details\"", "\"notification_id\"", "\"url\"", "invalid_grant", "authorization_pending", "slow_down", "invalid_client", "access_denied",
        "access_token=", "&expires_in=", "&error=", "error_description=", "Bearer", "https://", "\"email\"", "\"sub\"", "rate limit", "{\"a\":",
        "\\ud83d\\ude00", "\\u001b", "\\u202e", Subjects.Canary,
    ];

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("provider-reply", "answers of the token endpoint and the account endpoint; three bytes each: status, media type, Retry-After", ReadTokens, s_words),
        new("provider-wire", "an HTTP response as it comes over the wire; first byte: into which pieces it is cut", ReadWire,
            [
                "HTTP/1.1 200 OK\r\n", "HTTP/1.0 ", "Content-Length: ", "Transfer-Encoding: chunked\r\n", "Content-Encoding: gzip\r\n",
                "Content-Encoding: br\r\n", "Content-Encoding: deflate\r\n", "Content-Type: application/json\r\n", "; charset=utf-16", "Retry-After: 5\r\n",
                "Connection: close\r\n", "\r\n\r\n", "0\r\n\r\n", "HTTP/1.1 100 Continue\r\n\r\n", "HTTP/1.1 101 ", "Location: /\r\n", .. s_words,
            ]),
        new("device", "answers of a device sign-in: the code first, then the polls", SignInByDevice, s_words),
        new("service-token", "the answer of the exchange that mints service tokens", MintServiceToken, s_words),
        new("revocation", "answers to a revocation; first byte: how it is asked", Revoke, s_words),
    ];

    private static void ReadTokens(byte[] data)
    {
        using ProviderHttp http = ScriptedProvider.Connect(new FuzzInput(data).Parts());
        TokenSet tokens = Wait(Redeem(http));
        Check(tokens);

        Account account = Wait(new AccountReader(http, FrozenTime.Instance).ReadAsync(
            Subjects.Provider, tokens.AccessToken, dpopKey: null, idTokenClaims: null, CancellationToken.None));
        Oracle.IsFitToShow(account.Name?.Replace(Subjects.Canary, "", StringComparison.Ordinal) ?? "", "The account's name");
    }

    private static void ReadWire(byte[] data)
    {
        FuzzInput input = new(data);
        int pieceSize = input.Choose(int.MaxValue, 1, 2, 7, 64, 4096);
        byte[] answer = input.Rest();
        var handler = (SocketsHttpHandler)ProviderHttp.CreateHandler();
        handler.UseProxy = false;
        handler.ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new MemoryConnection(answer, pieceSize));
        using ProviderHttp http = new(handler, FrozenTime.Instance, new RetryPolicy(ImpatientTime.Instance, () => 0));
        ProviderDefinition provider = Subjects.Provider with { TokenEndpoint = new Uri("http://127.0.0.1/token") };
        Check(Wait(Redeem(http, provider)));
    }

    private static void SignInByDevice(byte[] data)
    {
        LeapingTime time = new();
        SilentPerson person = new();
        using ProviderHttp http = ScriptedProvider.Connect(new FuzzInput(data).Parts(), time);
        TokenEndpoint endpoint = new(http, Clients(http, time), time);
        DeviceCodeFlow flow = new(http, endpoint, Clients(http, time), person, time);
        FlowContext context = new(new ResolvedProvider(Subjects.Provider, false), ["read"], Timeout: null, Port: null, person)
        {
            Key = Subjects.Profile,
            Flow = SignInFlow.DeviceCode,
        };
        Check(time.Run(flow.SignInAsync(context, openBrowser: false, CancellationToken.None)));
    }

    private static void MintServiceToken(byte[] data)
    {
        using ProviderHttp http = ScriptedProvider.Connect(new FuzzInput(data).Parts());
        ServiceToken token = Wait(new ServiceTokenClient(http, FrozenTime.Instance).MintAsync(Subjects.Provider, Subjects.Secret, CancellationToken.None));
        Oracle.Demand(token.Endpoint is null || ProviderHttp.IsTrustworthy(token.Endpoint), "Tokens must not go to that endpoint.");
    }

    private static void Revoke(byte[] data)
    {
        FuzzInput input = new(data);
        ProviderDefinition provider = Subjects.Provider with
        {
            Revocation = input.Choose(RevocationStyle.Rfc7009, RevocationStyle.Rfc7009Json, RevocationStyle.GitHubCredentials),
        };
        using ProviderHttp http = ScriptedProvider.Connect(input.Parts());
        RevocationClient client = new(http, new MetadataClient(http, FrozenTime.Instance), Clients(http, FrozenTime.Instance), FrozenTime.Instance);
        RevocationResult result = Wait(client.RevokeAsync(provider, SignedIn(), CancellationToken.None));
        Oracle.IsFitToShow(result.Reason ?? "", "The reason");
    }

    private static Task<TokenSet> Redeem(ProviderHttp http, ProviderDefinition? provider = null)
    {
        TokenEndpoint endpoint = new(http, Clients(http, FrozenTime.Instance), FrozenTime.Instance);
        Grant grant = new Grant("refresh_token").Add("refresh_token", Subjects.Secret);
        return endpoint.RedeemAsync(provider ?? Subjects.Provider, grant, ["read"], CancellationToken.None);
    }

    private static ClientAuthenticator Clients(ProviderHttp http, TimeProvider time) =>
        new(new AssertionSource(http, Subjects.NoEnvironment), Subjects.NoEnvironment, time);

    private static void Check(TokenSet tokens)
    {
        TimeSpan? lifetime = tokens.ExpiresAt - tokens.ReceivedAt;
        Oracle.Demand(lifetime is null || (lifetime >= TimeSpan.Zero && lifetime < TimeSpan.FromDays(3653)), $"The token lives for {lifetime}.");
        Oracle.Demand(tokens.TokenType == "Bearer", $"The token is a {tokens.TokenType}.");
        Oracle.Demand(tokens.Scopes.All(scope => scope.Length > 0), "A scope is empty.");

        // RFC 6749 appendix A.12 and A.17: a token is of visible ASCII and blanks, or no request could carry it.
        foreach (string token in new[] { tokens.AccessToken.Reveal(), tokens.RefreshToken?.Reveal() ?? "" })
        {
            Oracle.Demand(token.All(c => c is >= ' ' and <= '~'), "The token cannot be sent.");
        }
    }

    private static Credential SignedIn() => new()
    {
        Key = Subjects.Profile,
        Flow = SignInFlow.Browser,
        Tokens = new TokenSet { AccessToken = Subjects.Secret, RefreshToken = Subjects.Secret, ReceivedAt = FrozenTime.Now },
        ClientId = Subjects.ClientId,
        CreatedAt = FrozenTime.Now,
        UpdatedAt = FrozenTime.Now,
    };

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
