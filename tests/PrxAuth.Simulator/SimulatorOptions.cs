using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace PrxAuth.Simulator;

/// <summary>How a simulator starts. Lifetimes, paces and consent can be changed later through <see cref="SimulatorControl"/>.</summary>
public sealed record SimulatorOptions
{
    /// <summary>The loopback address to listen on.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port there; 0 takes a free one.</summary>
    public int Port { get; init; }

    /// <summary>The certificate to serve https with; null: plain http.</summary>
    public X509Certificate2? Certificate { get; init; }

    /// <summary>The lifetime of access tokens. GitHub's own defaults apply there while this is one hour.</summary>
    public TimeSpan AccessTokenLifetime { get; init; } = TimeSpan.FromHours(1);

    /// <summary>For how long OpenID Connect's spent refresh tokens are taken once more; after that, and by default at once, a second use
    /// revokes all that came of the login.</summary>
    public TimeSpan RefreshTokenReuseLeeway { get; init; }

    /// <summary>Whether a device login is approved at its first poll.</summary>
    public bool AutoApproveDevice { get; init; }

    /// <summary>Whether the authorization pages consent by themselves; otherwise they ask.</summary>
    public bool AutoConsent { get; init; } = true;

    /// <summary>The polling interval of device logins, in seconds; 0 takes any pace.</summary>
    public int DeviceInterval { get; init; } = 5;

    /// <summary>Whether a poll that comes too early is answered with <c>slow_down</c>.</summary>
    public bool EnforceDeviceInterval { get; init; } = true;

    /// <summary>The clock of all lifetimes and intervals.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>Called with every request as it arrives; null: nobody listens.</summary>
    public Action<RecordedRequest>? RequestReceived { get; init; }

    /// <summary>Called with every answer before it is sent: its Location header and its body; null: nobody listens. Answers are
    /// held back whole for it.</summary>
    public Action<string?, ReadOnlyMemory<byte>>? AnswerReady { get; init; }
}
