using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Http;
using PrxAuth.Core.Tests.Support;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>A registry (OCI Distribution) with one image. It takes an access token of the simulator as a password: at each request, or at its
/// token server, which gives out tokens of its own for it (Distribution, "Token authentication").</summary>
internal sealed class DockerRegistry : IAsyncDisposable
{
    private const string OwnToken = "given-out-by-the-registry";
    private const string ManifestType = "application/vnd.docker.distribution.manifest.v2+json";
    private const string Image = """{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":[]},"history":[]}""";

    private static readonly string s_manifest = $$"""
        {"schemaVersion":2,"mediaType":"{{ManifestType}}","layers":[],
         "config":{"mediaType":"application/vnd.docker.container.image.v1+json","size":{{Image.Length}},"digest":"{{Digest(Image)}}"} }
        """;

    private readonly X509Certificate2 _certificate = LoopbackCertificate.Create();
    private readonly TokenDoor _door;
    private readonly bool _hasTokenServer;
    private LoopbackServer? _server;

    private DockerRegistry(Uri protectedApi, bool hasTokenServer)
    {
        _door = new TokenDoor(protectedApi, "Basic");
        _hasTokenServer = hasTokenServer;
    }

    /// <summary>The digest of the image, which is in its manifest.</summary>
    public static string ImageDigest => Digest(Image);

    public string Host => _server!.Address.Authority;

    /// <summary>The user names that came with good tokens.</summary>
    public IEnumerable<string> UserNames => _door.UserNames.Distinct();

    public static async Task<DockerRegistry> StartAsync(Uri protectedApi, bool hasTokenServer)
    {
        var registry = new DockerRegistry(protectedApi, hasTokenServer);
        registry._server = await LoopbackServer.StartAsync(registry.ServeAsync, registry._certificate);
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _door.Dispose();
        _certificate.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        if (!_hasTokenServer)
        {
            if (await _door.OpensToAsync(context))
            {
                await AnswerAsync(context);
            }
        }
        else if (context.Request.Path == "/token")
        {
            if (await _door.OpensToAsync(context))
            {
                await ReplyAsync(context, $$"""{"token":"{{OwnToken}}","expires_in":300}""", "application/json");
            }
        }
        else if (context.Request.Headers.Authorization == $"Bearer {OwnToken}")
        {
            await AnswerAsync(context);
        }
        else
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            context.Response.Headers.WWWAuthenticate = $"Bearer realm=\"https://{Host}/token\",service=\"registry\"";
        }
    }

    private static Task AnswerAsync(HttpContext context)
    {
        switch (context.Request.Path.Value)
        {
            case "/v2/":
                return ReplyAsync(context, "{}", "application/json");
            case "/v2/a/b/tags/list":
                return ReplyAsync(context, """{"name":"a/b","tags":["1"]}""", "application/json");
            case "/v2/a/b/manifests/1":
                context.Response.Headers["Docker-Content-Digest"] = Digest(s_manifest);
                return ReplyAsync(context, s_manifest, ManifestType);
            case var path when path == $"/v2/a/b/blobs/{ImageDigest}":
                return ReplyAsync(context, Image, "application/octet-stream");
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
        }
    }

    private static Task ReplyAsync(HttpContext context, string text, string mediaType)
    {
        context.Response.ContentType = mediaType;
        context.Response.ContentLength = text.Length;
        return context.Response.WriteAsync(text);
    }

    private static string Digest(string text) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(text)))}";
}
