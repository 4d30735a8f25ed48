namespace PrxAuth.Simulator;

/// <summary>Whether the account may use Copilot.</summary>
public enum CopilotSeat
{
    /// <summary>It may.</summary>
    Granted,
    /// <summary>It has no seat.</summary>
    None,
    /// <summary>Its organization forbids it.</summary>
    Policy,
}

/// <summary>How GitHub's API says that it is asked too often.</summary>
public enum GitHubRateLimit
{
    /// <summary>Not at all.</summary>
    Off,
    /// <summary>403 with <c>x-ratelimit-remaining: 0</c>.</summary>
    Forbidden,
    /// <summary>429 with Retry-After.</summary>
    TooManyRequests,
}

/// <summary>The switches of the GitHub and Copilot emulator.</summary>
public sealed class GitHubScenario
{
    /// <summary>Whether clients may use the device flow.</summary>
    public bool DeviceFlow { get; set; }

    /// <summary>Whether the account may use Copilot.</summary>
    public CopilotSeat Seat { get; set; }

    /// <summary>Whether the API refuses for its rate limit.</summary>
    public GitHubRateLimit RateLimit { get; set; }

    /// <summary>Whether tokens of GitHub Apps expire and bring a refresh token.</summary>
    public bool ExpiringTokens { get; set; }

    /// <summary>Whether the Copilot exchange insists on the editor headers.</summary>
    public bool StrictHeaders { get; set; }

    /// <summary>Whether <c>slow_down</c> names the new interval.</summary>
    public bool SlowDownNamesInterval { get; set; }

    internal void Reset()
    {
        DeviceFlow = true;
        Seat = CopilotSeat.Granted;
        RateLimit = GitHubRateLimit.Off;
        ExpiringTokens = false;
        StrictHeaders = false;
        SlowDownNamesInterval = true;
    }
}
