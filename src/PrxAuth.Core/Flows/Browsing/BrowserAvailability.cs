namespace PrxAuth.Core.Flows.Browsing;

/// <summary>Whether a browser can be opened where this process runs.</summary>
/// <param name="IsAvailable">Whether to try.</param>
/// <param name="IsAutomation">Whether the environment is that of an automated job, where nobody is there to sign in.</param>
/// <param name="Reason">Why, as a full sentence for verbose output and errors.</param>
public sealed record BrowserAvailability(bool IsAvailable, bool IsAutomation, string Reason)
{
    /// <summary>Whether this is a shell over SSH, whose other end can forward a port.</summary>
    public bool IsRemoteShell { get; init; }
}
