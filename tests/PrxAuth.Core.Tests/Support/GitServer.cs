using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PrxAuth.Core.Tests.Support;

/// <summary>A git server: <c>git http-backend</c> behind a door that only opens to an access token of the simulator, given as a password.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly string _root;
    private readonly TokenDoor _door;
    private LoopbackServer? _server;

    private GitServer(string root, Uri protectedApi)
    {
        _root = root;
        _door = new TokenDoor(protectedApi, "Basic");
    }

    public Uri Address => _server!.Address;

    /// <summary>The user names that came with good tokens.</summary>
    public IEnumerable<string> UserNames => _door.UserNames.Distinct();

    /// <summary>Serves the repositories below a directory.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="protectedApi">What answers a good token with success.</param>
    public static async Task<GitServer> StartAsync(string root, Uri protectedApi)
    {
        var server = new GitServer(root, protectedApi);
        server._server = await LoopbackServer.StartAsync(server.ServeAsync);
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _server!.DisposeAsync();
        _door.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (await _door.OpensToAsync(context))
        {
            await RunBackendAsync(context);
        }
    }

    // RFC 3875, as far as git needs it.
    private async Task RunBackendAsync(HttpContext context)
    {
        var start = new ProcessStartInfo("git", ["http-backend"]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.Environment["GIT_PROJECT_ROOT"] = _root;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["PATH_INFO"] = context.Request.Path.Value;
        start.Environment["QUERY_STRING"] = context.Request.QueryString.Value?.TrimStart('?');
        start.Environment["REQUEST_METHOD"] = context.Request.Method;
        start.Environment["CONTENT_TYPE"] = context.Request.ContentType;
        start.Environment["HTTP_CONTENT_ENCODING"] = context.Request.Headers.ContentEncoding.ToString();
        start.Environment["GIT_PROTOCOL"] = context.Request.Headers["Git-Protocol"].ToString();
        using Process backend = Process.Start(start)!;
        await context.Request.Body.CopyToAsync(backend.StandardInput.BaseStream);
        backend.StandardInput.Close();
        using var output = new MemoryStream();
        await backend.StandardOutput.BaseStream.CopyToAsync(output);
        await backend.WaitForExitAsync();
        byte[] bytes = output.ToArray();
        int end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        foreach (string line in Encoding.ASCII.GetString(bytes, 0, end).Split("\r\n"))
        {
            string[] parts = line.Split(": ", 2);
            if (parts[0] == "Status")
            {
                context.Response.StatusCode = int.Parse(parts[1].Split(' ')[0], CultureInfo.InvariantCulture);
            }
            else
            {
                context.Response.Headers[parts[0]] = parts[1];
            }
        }

        await context.Response.Body.WriteAsync(bytes.AsMemory(end + 4));
    }
}
