namespace PrxAuth.Simulator;

/// <summary>The switches of the Qwen emulator.</summary>
public sealed class QwenScenario
{
    /// <summary>The API host that token answers name, without scheme and version as Qwen does it; null: they name none.</summary>
    public string? ResourceUrl { get; set; }

    /// <summary>Whether dead refresh tokens are answered with 401 instead of 400.</summary>
    public bool DeadRefreshIsUnauthorized { get; set; }

    /// <summary>Whether the refusals of dead codes and dead refresh tokens are bare text instead of JSON.</summary>
    public bool TextErrors { get; set; }

    /// <summary>Whether refreshes bring a new refresh token.</summary>
    public bool Rotates { get; set; }

    internal void Reset()
    {
        ResourceUrl = "portal.qwen.example";
        DeadRefreshIsUnauthorized = false;
        TextErrors = false;
        Rotates = true;
    }
}
