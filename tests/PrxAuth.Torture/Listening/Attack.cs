namespace PrxAuth.Torture.Listening;

/// <summary>One way to disturb a listener. It is done again and again while a sign-in waits for its answer.</summary>
/// <param name="Name">What it is.</param>
/// <param name="RunAsync">Does it once and gives what the listener said; empty where it said nothing.</param>
internal sealed record Attack(string Name, Func<AttackedPort, Random, CancellationToken, Task<string>> RunAsync)
{
    /// <summary>How many do it at the same time.</summary>
    public int Attackers { get; init; } = 1;

    /// <summary>How long an attacker rests in between.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromMilliseconds(40);

    public static IReadOnlyList<Attack> All { get; } = [.. RequestAttacks.All, .. ConnectionAttacks.All];
}
