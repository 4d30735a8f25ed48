namespace PrxAuth.Core.Flows.Loopback;

/// <summary>How to listen for one authorization response.</summary>
public sealed record LoopbackOptions
{
    /// <summary>
    /// The host in the redirect URI: <c>127.0.0.1</c>, <c>[::1]</c> or, only where the provider demands the name, <c>localhost</c>
    /// (RFC 8252 section 8.3).
    /// </summary>
    public string RedirectHost { get; init; } = "127.0.0.1";

    /// <summary>The path in the redirect URI; a callback counts only on exactly this path.</summary>
    public string Path { get; init; } = "/callback";

    /// <summary>The ports to try, in this order. 0 means any free port, and so does an empty list (RFC 8252 section 7.3).</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>The <c>state</c> of the sign-in that is in progress; not empty.</summary>
    public required string ExpectedState { get; init; }

    /// <summary>The clock for the deadlines of connections.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
