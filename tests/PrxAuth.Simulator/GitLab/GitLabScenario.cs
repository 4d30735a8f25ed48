namespace PrxAuth.Simulator;

/// <summary>The switches of the GitLab emulator.</summary>
public sealed class GitLabScenario
{
    /// <summary>Whether a refresh must repeat the redirect URI of its sign-in.</summary>
    public bool RedirectUriInRefresh { get; set; }

    /// <summary>Whether a refresh token comes with a device sign-in.</summary>
    public bool DeviceRefreshToken { get; set; }

    /// <summary>The Retry-After of the 429 that everything is answered with; null: the instance answers.</summary>
    public TimeSpan? Throttle { get; set; }

    internal void Reset()
    {
        RedirectUriInRefresh = true;
        DeviceRefreshToken = true;
        Throttle = null;
    }
}
