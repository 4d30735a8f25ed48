namespace PrxAuth;

/// <summary>A login of another tool, and what became of it.</summary>
public sealed class PrxAuthImport
{
    internal PrxAuthImport()
    {
    }

    /// <summary>The tool.</summary>
    public required string Source { get; init; }

    /// <summary>What the tool calls the login: provider or host, and profile or user.</summary>
    public required string ForeignName { get; init; }

    /// <summary>The provider of the profile it becomes; null where it cannot become one.</summary>
    public string? Provider { get; init; }

    /// <summary>The profile it becomes; null where it cannot become one.</summary>
    public string? Profile { get; init; }

    /// <summary>Who signed in, where that can be told.</summary>
    public string? Account { get; init; }

    /// <summary>When its token runs out, in local time, where that can be told.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Whether a refresh token comes with it.</summary>
    public bool HasRefreshToken { get; init; }

    /// <summary>What became of it.</summary>
    public PrxAuthImportOutcome Outcome { get; init; }

    /// <summary>Why it was left, or what you should know; null where there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>What became of what.</summary>
    public override string ToString() => $"{Source} {ForeignName}: {Outcome}";
}

/// <summary>What became of a login of another tool.</summary>
public enum PrxAuthImportOutcome
{
    /// <summary>It was found and nothing was done.</summary>
    Found,
    /// <summary>It is a profile now.</summary>
    Imported,
    /// <summary>It was left where it is.</summary>
    Skipped,
}
