using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Reflection;
using System.Security.Authentication;

namespace PrxAuth.Core.Wire;

/// <summary>
/// Talks to providers: https only (http on loopback), no redirects, one deadline and one body cap for every call.
/// </summary>
public sealed class ProviderHttp : IDisposable
{
    /// <summary>The deadline of one call. Shorter than any wait for a credential's lock, so that a slow provider never makes a lock look stuck.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    /// <summary>The largest body that is read, in bytes.</summary>
    public const int MaxBodyBytes = 1024 * 1024;

    private static readonly TimeSpan s_connectLimit = TimeSpan.FromSeconds(15);

    // Most sessions give out a token that is valid and ask nobody: they need no network stack.
    private readonly Lazy<(HttpClient Client, ProviderProxy? Proxy)> _connection;
    private readonly TimeProvider _time;
    private readonly RetryPolicy _retries;

    /// <summary>Creates the client over a handler, which it owns. <see cref="CreateHandler"/> makes the usual one.</summary>
    public ProviderHttp(HttpMessageHandler handler, TimeProvider time)
        : this(handler, time, RetryPolicy.Usual(time))
    {
    }

    /// <summary>Creates the client with a rule of its own for retries.</summary>
    internal ProviderHttp(HttpMessageHandler handler, TimeProvider time, RetryPolicy retries)
        : this(() => handler, time, retries)
    {
        // It is owned from now on.
        _ = _connection.Value;
    }

    /// <summary>Creates the client; the handler is made for the first request.</summary>
    internal ProviderHttp(Func<HttpMessageHandler> createHandler, TimeProvider time, RetryPolicy retries)
    {
        _connection = new(() =>
        {
            HttpMessageHandler handler = createHandler();
            var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = MaxBodyBytes };
            return (client, (handler as SocketsHttpHandler)?.Proxy as ProviderProxy);
        });
        _time = time;
        _retries = retries;
    }

    // Not with the other statics: whoever only needs the deadline does not look into the assembly.
    private static ProductInfoHeaderValue Product => field ??= new("PrxAuth", ProductVersion());

    /// <summary>The version this build calls itself, in requests and elsewhere.</summary>
    public static string ProductVersion() =>
        typeof(ProviderHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    /// <summary>The usual handler: the environment's proxy and certificates, TLS 1.2 and up, no cookies, no redirects.</summary>
    public static HttpMessageHandler CreateHandler() => new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        AutomaticDecompression = DecompressionMethods.All,
        ConnectTimeout = s_connectLimit,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30),
        MaxResponseHeadersLength = 64,
        Proxy = new ProviderProxy(HttpClient.DefaultProxy, Environment.GetEnvironmentVariable),
        SslOptions = new SslClientAuthenticationOptions { EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13 },
    };

    /// <summary>Whether secrets may be sent to an address: https, or http on this machine.</summary>
    public static bool IsTrustworthy(Uri address) =>
        address.IsAbsoluteUri && (address.Scheme == Uri.UriSchemeHttps || (address.Scheme == Uri.UriSchemeHttp && address.IsLoopback));

    internal async Task<ProviderReply> SendAsync(HttpRequestMessage request, string provider, CancellationToken cancellationToken)
    {
        Uri endpoint = request.RequestUri!;
        if (!IsTrustworthy(endpoint))
        {
            throw new PrxAuthException(
                PrxAuthError.ProviderIncomplete,
                $"The endpoint {endpoint.GetLeftPart(UriPartial.Path)} of provider '{provider}' is not https.",
                "Use an https address; plain http is accepted on loopback only.")
            { Target = provider };
        }

        request.Headers.UserAgent.Add(Product);
        if (request.Headers.Accept.Count == 0)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        }

        using var deadline = new CancellationTokenSource(Deadline, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        CancellationToken stop = either.Token;
        return await _retries.RunAsync(request, Deadline, one => SendOnceAsync(one, provider, stop, cancellationToken), cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<ProviderReply> SendOnceAsync(
        HttpRequestMessage request, string provider, CancellationToken stop, CancellationToken cancellationToken)
    {
        Uri endpoint = request.RequestUri!;
        try
        {
            using HttpResponseMessage response = await _connection.Value.Client.SendAsync(request, stop).ConfigureAwait(false);
            string body = await response.Content.ReadAsStringAsync(stop).ConfigureAwait(false);
            return new ProviderReply(
                endpoint, response.StatusCode, response.Content.Headers.ContentType?.MediaType?.ToLowerInvariant(), body, RetryAfter(response))
            {
                // An answer out of a cache was dated when it was put there (RFC 9111 section 5.1).
                Date = response.Headers.Date + (response.Headers.Age ?? TimeSpan.Zero),
                DpopNonce = response.Headers.TryGetValues("DPoP-Nonce", out IEnumerable<string>? nonces) ? nonces.First() : null,
            };
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The handler reports its own limit for making a connection as a cancellation with a cause.
            bool isConnected = e.InnerException is not TimeoutException;
            throw new PrxAuthException(
                PrxAuthError.ProviderTimedOut,
                isConnected
                    ? $"Provider '{provider}' ({endpoint.Authority}) did not answer within {Deadline.TotalSeconds:0} seconds."
                    : $"Provider '{provider}' ({endpoint.Authority}) took no connection within {s_connectLimit.TotalSeconds:0} seconds.",
                "Check the network and try again; the profile is unchanged.")
            { Target = provider, MayHaveArrived = isConnected };
        }
        catch (HttpRequestException e) when (e.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw new PrxAuthException(
                PrxAuthError.ProviderResponseInvalid,
                $"The answer of provider '{provider}' ({endpoint.Authority}) is larger than {MaxBodyBytes / 1024} KiB.",
                "Something other than the provider may be answering; check the endpoint and the proxy.", e)
            { Target = provider, MayHaveArrived = true };
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException || (e is InvalidOperationException and not ObjectDisposedException))
        {
            // What the decompressors and the character decoder throw; UTF-7 is one that .NET no longer takes.
            throw new PrxAuthException(
                PrxAuthError.ProviderResponseInvalid,
                $"The answer of provider '{provider}' ({endpoint.Authority}) cannot be decoded.",
                "Something other than the provider may be answering; check the endpoint and the proxy.", e)
            { Target = provider, MayHaveArrived = true };
        }
        catch (Exception e) when (e is HttpRequestException or IOException or ObjectDisposedException)
        {
            throw Unreachable(provider, endpoint, e);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_connection.IsValueCreated)
        {
            _connection.Value.Client.Dispose();
        }
    }

    private PrxAuthException Unreachable(string provider, Uri endpoint, Exception cause)
    {
        string? proxy = _connection.Value.Proxy?.Describe(endpoint);
        SecureFailure? secure = cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } untold
            ? SecureFailure.Of(untold, Environment.GetEnvironmentVariable)
            : null;
        string why = secure is not null ? secure.Reason + Through(proxy)
            : cause is HttpRequestException http ? Reason(http, proxy)
            : "the connection broke";
        return new PrxAuthException(
            PrxAuthError.ProviderUnreachable,
            $"Provider '{provider}' cannot be reached at {endpoint.Authority}: {why}.",
            secure?.WayOut ?? "Check the network, HTTPS_PROXY/NO_PROXY and, for a private certificate authority, SSL_CERT_FILE; then try again.",
            QuotesTooMuch(cause) ? null : cause)
        { Target = provider, MayHaveArrived = !NeverLeft(cause) };
    }

    // Without a connection nothing was sent.
    private static bool NeverLeft(Exception cause) => cause is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    // Of an answer that is no HTTP, the cause repeats the line that it stumbled over, whatever that line holds; of a proxy, the whole
    // address with the credentials in it.
    private static bool QuotesTooMuch(Exception cause) =>
        cause is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse or HttpRequestError.ProxyTunnelError }
            or HttpIOException { HttpRequestError: HttpRequestError.InvalidResponse };

    private static string Reason(HttpRequestException exception, string? proxy) => (exception.HttpRequestError, proxy) switch
    {
        (HttpRequestError.NameResolutionError, null) => "the host name does not resolve",
        (HttpRequestError.NameResolutionError, _) => $"the host name of the {proxy} does not resolve",
        (HttpRequestError.ConnectionError, null) => "the connection failed",
        (HttpRequestError.ConnectionError, _) => $"the connection to the {proxy} failed",
        (HttpRequestError.ProxyTunnelError, _) => $"the {proxy ?? "proxy"} refused the connection",
        (HttpRequestError.ResponseEnded, _) => "the connection ended before the answer" + Through(proxy),
        _ => "the connection broke" + Through(proxy),
    };

    private static string Through(string? proxy) => proxy is null ? string.Empty : $" (through the {proxy})";

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > _time.GetUtcNow() => date - _time.GetUtcNow(),
        _ => null,
    };
}
