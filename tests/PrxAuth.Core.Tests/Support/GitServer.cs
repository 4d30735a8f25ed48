using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace PrxAuth.Core.Tests.Support;

/// <summary>A git server: <c>git http-backend</c> behind a door that only opens to an access token of the simulator, given as a password.</summary>
internal sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly HttpClient _api = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri _protectedApi;
    private readonly string _root;
    private int _refused;

    private GitServer(string root, Uri protectedApi)
    {
        _root = root;
        _protectedApi = protectedApi;
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        _application = builder.Build();
        _application.Run(ServeAsync);
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>How many requests had no good token.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The user names that came with good tokens.</summary>
    public HashSet<string> UserNames { get; } = [];

    /// <summary>Serves the repositories below a directory.</summary>
    /// <param name="root">The directory.</param>
    /// <param name="protectedApi">What answers a good token with success.</param>
    public static async Task<GitServer> StartAsync(string root, Uri protectedApi)
    {
        var server = new GitServer(root, protectedApi);
        await server._application.StartAsync();
        server.Address = new Uri(server._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single());
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.DisposeAsync();
        _api.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        if (!await IsLetInAsync(context.Request.Headers.Authorization.ToString()))
        {
            Interlocked.Increment(ref _refused);
            context.Response.StatusCode = 401;
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"git\"";
            return;
        }

        await RunBackendAsync(context);
    }

    private async Task<bool> IsLetInAsync(string authorization)
    {
        if (!AuthenticationHeaderValue.TryParse(authorization, out AuthenticationHeaderValue? header) || header is not { Scheme: "Basic", Parameter: { } encoded }
            || Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Split(':', 2) is not [var user, var token])
        {
            return false;
        }

        using var request = new HttpRequestMessage(HttpMethod.Get, _protectedApi) { Headers = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using HttpResponseMessage response = await _api.SendAsync(request);
        lock (UserNames)
        {
            return response.IsSuccessStatusCode && (UserNames.Add(user) || true);
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
