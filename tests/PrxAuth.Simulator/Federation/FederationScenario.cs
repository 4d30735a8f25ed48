using System.Collections.Concurrent;

namespace PrxAuth.Simulator;

/// <summary>The platform that vouches for workloads, and what it was asked for.</summary>
public sealed class FederationScenario
{
    /// <summary>The bearer token that a job asks the platform with.</summary>
    public const string JobToken = "job-request-token-0123456789";

    /// <summary>The audience that the token service expects of assertions.</summary>
    public const string Audience = "api://prx-sts";

    /// <summary>The identifiers (<c>jti</c>) of the assertions that the token service took, in order.</summary>
    public IReadOnlyCollection<string> Redeemed => Spent;

    /// <summary>The roles that the AWS token service gave credentials for, in order.</summary>
    public IReadOnlyCollection<AssumedRole> AssumedRoles => Roles;

    internal ConcurrentQueue<AssumedRole> Roles { get; } = [];

    internal ConcurrentQueue<string> Spent { get; } = [];
}

/// <summary>A role that was taken on.</summary>
/// <param name="Arn">Its ARN.</param>
/// <param name="SessionName">The name of the session.</param>
/// <param name="Token">The token that was shown.</param>
/// <param name="Seconds">How long the credentials are good.</param>
public sealed record AssumedRole(string Arn, string SessionName, string Token, int Seconds);
