using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Identity.Client;
using Microsoft.IdentityModel.Tokens;

namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>Answers MSAL's device code flow; each sign-in is another person's. Nothing leaves the process.</summary>
internal sealed class StubAuthority : HttpMessageHandler, IMsalHttpClientFactory
{
    public const string Tenant = "22222222-2222-2222-2222-222222222222";

    private readonly HttpClient _client;
    private int _people;

    public StubAuthority() => _client = new HttpClient(this, disposeHandler: false);

    public HttpClient GetHttpClient() => _client;

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string path = request.RequestUri!.AbsolutePath;
        string json = path.EndsWith("/devicecode", StringComparison.Ordinal) ? DeviceCode()
            : path.EndsWith("/token", StringComparison.Ordinal) ? Tokens(Interlocked.Increment(ref _people))
            : throw new InvalidOperationException($"Nothing is expected to ask for {path}.");
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(json, Encoding.UTF8, "application/json"),
        });
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _client.Dispose();
        }

        base.Dispose(disposing);
    }

    private static string DeviceCode() =>
        """{"device_code":"d","user_code":"u","verification_uri":"https://example.com","expires_in":900,"interval":1,"message":"m"}""";

    private static string Tokens(int person)
    {
        string subject = person.ToString("00000000-0000-0000-0000-000000000000", CultureInfo.InvariantCulture);
        string claims = $$"""
            {"iss":"https://login.microsoftonline.com/{{Tenant}}/v2.0","aud":"11111111-1111-1111-1111-111111111111","oid":"{{subject}}","sub":"{{subject}}","tid":"{{Tenant}}","preferred_username":"p{{person}}@example.com","name":"Person {{person}}","ver":"2.0","exp":4102444800}
            """;
        string idToken = $"{Base64Url("""{"alg":"none","typ":"JWT"}""")}.{Base64Url(claims)}.";
        string clientInfo = Base64Url($$"""{"uid":"{{subject}}","utid":"{{Tenant}}"}""");
        return $$"""
            {"token_type":"Bearer","scope":"User.Read openid profile offline_access","expires_in":86400,"ext_expires_in":86400,"access_token":"{{new string('a', 1000)}}","refresh_token":"{{new string('r', 400)}}","id_token":"{{idToken}}","client_info":"{{clientInfo}}"}
            """;
    }

    private static string Base64Url(string text) => Base64UrlEncoder.Encode(text);
}
