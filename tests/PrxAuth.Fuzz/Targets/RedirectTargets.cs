using System.Net;
using System.Net.Sockets;
using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Providers;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz.Targets;

/// <summary>What reaches the loopback port, from any page in the browser and any process of the machine, and what people paste.</summary>
internal static class RedirectTargets
{
    private const int Port = 8400;

    private static readonly Uri s_redirectUri = new($"http://127.0.0.1:{Port}/callback");

    private static readonly int s_tagsOfAPage = PageRenderer.Render(SignInPages.Failed("", "", "")).Count(c => c == '<');

    private static readonly Lazy<TcpListener> s_listener = new(() =>
    {
        TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener;
    });

    private static readonly string[] s_words =
    [
        "GET /callback?", "HTTP/1.1\r\n", "Host: 127.0.0.1:8400\r\n", "Host: localhost:8400", "Sec-Purpose: prefetch", "OPTIONS", "HEAD", "\r\n\r\n",
        "code=", "&state=", Subjects.State, "&iss=", "&error=access_denied", "&error_description=", "https%3A%2F%2Fissuer.test%2Ftenant", "%1b", "%E2%80%AE",
        "%3Cscript%3E", "%F0%9F", "+",
    ];

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("callback", "the head of a request to the loopback port; first byte: whether the provider promises its issuer", TakeCallback, s_words),
        new("callback-wire", "bytes on a connection to the loopback port; first byte: into how many pieces they are cut", TakeConnection, s_words),
        new("pasted-redirect", "what a person pastes; first bytes: whether the page shows a code, whether the provider promises its issuer", TakePaste, s_words),
    ];

    private static void TakeCallback(byte[] data)
    {
        FuzzInput input = new(data);
        bool promisesIssuer = input.Choose(false, true);
        if (HttpRequestHead.TryParse(input.Rest()) is not { } head)
        {
            return;
        }

        CallbackFilter filter = new("/callback", Subjects.State, Port);
        if (!filter.TryAccept(head, out RedirectParameters? callback, out HttpAnswer? refusal))
        {
            refusal.ToBytes(withContent: true);
            return;
        }

        Oracle.Demand(callback.Find("state") == Subjects.State, "The callback of another sign-in was taken.");
        Accept(AuthorizationResponse.From(callback, new PendingResult()), Subjects.Provider, promisesIssuer);
    }

    private static void TakeConnection(byte[] data)
    {
        FuzzInput input = new(data);
        int pieces = input.Choose(1, 2, 3);
        byte[] sent = input.Rest();
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0), NoDelay = true };
        client.Connect(s_listener.Value.LocalEndpoint);
        using LoopbackConnection connection = new(s_listener.Value.AcceptSocket(), FrozenTime.Instance);
        Task<(HttpRequestHead? Head, HttpAnswer? Refusal)> reading = connection.ReadAsync(CancellationToken.None);
        foreach (byte[] piece in sent.Chunk(Math.Max(1, (sent.Length + pieces - 1) / pieces)))
        {
            client.Send(piece);
        }

        client.Shutdown(SocketShutdown.Send);
        (HttpRequestHead? head, HttpAnswer? refusal) = reading.GetAwaiter().GetResult();
        Oracle.Demand(head is null || refusal is null, "A request is taken and refused.");
    }

    private static void TakePaste(byte[] data)
    {
        FuzzInput input = new(data);
        ProviderDefinition provider = Subjects.Provider with { PasteRedirectUri = input.Choose(null, new Uri("https://issuer.test/code")) };
        bool promisesIssuer = input.Choose(false, true);
        AuthorizationResponse response = Request(provider, promisesIssuer).ReadPasted(input.Text());
        Accept(response, provider, promisesIssuer);
    }

    private static AuthorizationRequest Request(ProviderDefinition provider, bool promisesIssuer) =>
        new(new ResolvedProvider(provider, promisesIssuer), ["read"], Subjects.Proof, s_redirectUri);

    private static void Accept(AuthorizationResponse response, ProviderDefinition provider, bool promisesIssuer)
    {
        try
        {
            Secret code = Request(provider, promisesIssuer).Accept(response);
            Oracle.Demand(response.State == Subjects.State, "The answer to another sign-in was taken.");
            Oracle.Demand(response.Issuer == Subjects.Issuer || (response.Issuer is null && !promisesIssuer), "Another issuer's answer was taken.");
            Oracle.Demand(response.Error is null && !code.Reveal().Any(char.IsControl), "No code was taken for one.");
        }
        catch (PrxAuthException failure)
        {
            string page = PageRenderer.Render(SignInPages.Failed(provider.DisplayName, failure.Message, failure.Recommendation));
            Oracle.Demand(page.Count(c => c == '<') == s_tagsOfAPage, "The page holds markup that is not ours.");
            throw;
        }
    }
}
