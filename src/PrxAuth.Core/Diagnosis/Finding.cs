namespace PrxAuth.Core.Diagnosis;

/// <summary>What one look of the diagnosis found. Neither text ever holds a secret.</summary>
public sealed record Finding
{
    /// <summary>What it is about.</summary>
    public required FindingArea Area { get; init; }

    /// <summary>What was looked at: one of <see cref="FindingNames"/>, which users script against.</summary>
    public required string Name { get; init; }

    /// <summary>How it stands.</summary>
    public required FindingStatus Status { get; init; }

    /// <summary>What was found, naming the thing.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; null where there is nothing to do.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The profile, provider, file or variable it is about, for machines to read.</summary>
    public string? Target { get; init; }

    internal static Finding Ok(FindingArea area, string name, string message, string? target = null) =>
        new() { Area = area, Name = name, Status = FindingStatus.Ok, Message = message, Target = target };

    internal static Finding Skipped(FindingArea area, string name, string message, string? target = null) =>
        new() { Area = area, Name = name, Status = FindingStatus.Skipped, Message = message, Target = target };

    internal static Finding Warning(FindingArea area, string name, string message, string recommendation, string? target = null) => new()
    {
        Area = area,
        Name = name,
        Status = FindingStatus.Warning,
        Message = message,
        Recommendation = recommendation,
        Target = target,
    };

    internal static Finding Failed(FindingArea area, string name, string message, string recommendation, string? target = null) =>
        Warning(area, name, message, recommendation, target) with { Status = FindingStatus.Failed };

    internal static Finding Failed(FindingArea area, string name, PrxAuthException failure) =>
        Failed(area, name, failure.Message, failure.Recommendation, failure.Target);
}

/// <summary>How something stands.</summary>
public enum FindingStatus
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

/// <summary>What a finding is about, in the order they come.</summary>
public enum FindingArea
{
    /// <summary>Versions, paths, and how a sign-in would go here.</summary>
    Environment,
    /// <summary>The config file.</summary>
    Configuration,
    /// <summary>The directory of the secrets store.</summary>
    Store,
    /// <summary>The files in it.</summary>
    Files,
    /// <summary>What the store is sealed with.</summary>
    Key,
    /// <summary>The locks that keep processes apart.</summary>
    Locks,
    /// <summary>The profiles.</summary>
    Profiles,
    /// <summary>This machine's clock.</summary>
    Clock,
    /// <summary>The loopback address that a browser comes back to.</summary>
    Loopback,
    /// <summary>Proxies and certificates.</summary>
    Network,
    /// <summary>The providers.</summary>
    Provider,
}
