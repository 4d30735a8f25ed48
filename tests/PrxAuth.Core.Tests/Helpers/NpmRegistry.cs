using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Http;
using PrxAuth.Core.Tests.Support;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>A registry of npm with one package, <c>hello</c>, for bearers of an access token of the simulator.</summary>
internal sealed class NpmRegistry : IAsyncDisposable
{
    private static readonly byte[] s_package = Pack();

    private readonly TokenDoor _door;
    private LoopbackServer? _server;

    private NpmRegistry(Uri protectedApi) => _door = new TokenDoor(protectedApi, "Bearer");

    public Uri Address => _server!.Address;

    public static async Task<NpmRegistry> StartAsync(Uri protectedApi)
    {
        var registry = new NpmRegistry(protectedApi);
        registry._server = await LoopbackServer.StartAsync(registry.ServeAsync);
        return registry;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _door.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (!await _door.OpensToAsync(context))
        {
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/hello":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($$"""
                    {"name":"hello","dist-tags":{"latest":"1.0.0"},"versions":{"1.0.0":{"name":"hello","version":"1.0.0",
                     "dist":{"tarball":"{{new Uri(Address, "hello/-/hello-1.0.0.tgz")}}","shasum":"{{Shasum()}}"} } } }
                    """);
                break;
            case "/hello/-/hello-1.0.0.tgz":
                await context.Response.Body.WriteAsync(s_package);
                break;
            case "/-/whoami":
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync("""{"username":"somebody"}""");
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

#pragma warning disable CA5350 // What the registry's protocol has.
    private static string Shasum() => Convert.ToHexStringLower(SHA1.HashData(s_package));
#pragma warning restore CA5350

    private static byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionMode.Compress, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            tar.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "package/package.json")
            {
                DataStream = new MemoryStream("""{"name":"hello","version":"1.0.0"}"""u8.ToArray()),
            });
        }

        return packed.ToArray();
    }
}
