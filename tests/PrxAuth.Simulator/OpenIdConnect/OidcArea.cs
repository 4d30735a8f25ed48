using Microsoft.Extensions.DependencyInjection;
using OpenIddict.Abstractions;
using PrxAuth.Simulator.Control;

namespace PrxAuth.Simulator.OpenIdConnect;

/// <summary>The OpenID Connect server, as the control sees it.</summary>
internal sealed class OidcArea(IServiceProvider services) : IAuthorizationArea, IDisposable
{
    /// <summary>Marks requests that the simulator makes to itself: they are neither counted nor broken.</summary>
    public const string BackstageHeader = "Simulator-Backstage";

    private readonly HttpClient _loopback = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly string _backstageKey = Guid.NewGuid().ToString("N");
    private volatile int _epoch;

    public SimulatorArea Area => SimulatorArea.Oidc;

    /// <summary>Known once the host listens.</summary>
    public Uri? BaseAddress { get; set; }

    public int Epoch => _epoch;

    public bool IsBackstage(string? key) => key == _backstageKey;

    public void ExpireAccessTokens() => Interlocked.Increment(ref _epoch);

    public async Task RevokeRefreshTokensAsync(CancellationToken cancellationToken)
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        IOpenIddictTokenManager tokens = scope.ServiceProvider.GetRequiredService<IOpenIddictTokenManager>();
        List<object> refreshTokens = [];
        await foreach (object token in tokens.ListAsync(null, null, cancellationToken))
        {
            if (await tokens.HasTypeAsync(token, OpenIddictConstants.TokenTypeIdentifiers.RefreshToken, cancellationToken))
            {
                refreshTokens.Add(token);
            }
        }

        foreach (object token in refreshTokens)
        {
            await tokens.TryRevokeAsync(token, cancellationToken);
        }
    }

    /// <summary>Answers the verification page as the user's browser would, so that the server itself settles the code.</summary>
    public async Task<bool> DecideDeviceAsync(
        DeviceAuthorization device, bool approve, SimulatorUser user, CancellationToken cancellationToken)
    {
        if (device.Decision != DeviceDecision.Pending)
        {
            // To the server a second use of a user code looks like theft: it would revoke what the first use granted.
            return false;
        }

        using HttpRequestMessage request = new(HttpMethod.Post, new Uri(BaseAddress!, "connect/verify"));
        request.Headers.Add(BackstageHeader, _backstageKey);
        request.Content = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["user_code"] = device.UserCode,
            ["decision"] = approve ? "approve" : "deny",
            ["user"] = user.Name,
        });
        using HttpResponseMessage response = await _loopback.SendAsync(request, cancellationToken);
        return device.Decision == (approve ? DeviceDecision.Approved : DeviceDecision.Denied);
    }

    public async Task ForgetAsync()
    {
        await using AsyncServiceScope scope = services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<SimulatorDbContext>().Database.EnsureDeletedAsync();
    }

    public void Dispose() => _loopback.Dispose();
}
