namespace PrxAuth.Simulator;

/// <summary>The switches of the MiniMax emulator.</summary>
public sealed class MiniMaxScenario
{
    /// <summary>Whether the state that comes back with a user code is another one.</summary>
    public bool WrongState { get; set; }

    /// <summary>Whether times are seconds from now instead of milliseconds since 1970, and the interval seconds instead of milliseconds.</summary>
    public bool Seconds { get; set; }

    /// <summary>The API that token answers name; null: they name none.</summary>
    public string? ResourceUrl { get; set; }

    internal void Reset()
    {
        WrongState = false;
        Seconds = false;
        ResourceUrl = "https://api.minimax.example/anthropic";
    }
}
