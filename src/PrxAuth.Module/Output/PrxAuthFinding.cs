namespace PrxAuth;

/// <summary>What one look of <c>Test-PrxAuth</c> found.</summary>
public sealed class PrxAuthFinding
{
    /// <summary>What it is about, such as <c>Store</c> or <c>Provider</c>.</summary>
    public required string Area { get; init; }

    /// <summary>What was looked at. The names never change their meaning.</summary>
    public required string Name { get; init; }

    /// <summary>How it stands.</summary>
    public required PrxAuthFindingStatus Status { get; init; }

    /// <summary>What was found.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; null where there is nothing to do.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The profile, provider, file or variable it is about.</summary>
    public string? Target { get; init; }

    /// <summary>The message.</summary>
    public override string ToString() => Message;
}

/// <summary>How something stands.</summary>
public enum PrxAuthFindingStatus
{
    /// <summary>As it should be.</summary>
    Ok,
    /// <summary>It works, and may not tomorrow or not for others.</summary>
    Warning,
    /// <summary>It does not work.</summary>
    Failed,
    /// <summary>It was not looked at.</summary>
    Skipped,
}
