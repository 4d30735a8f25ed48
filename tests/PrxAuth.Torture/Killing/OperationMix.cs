namespace PrxAuth.Torture.Killing;

/// <summary>What is done how often, and to what.</summary>
internal static class OperationMix
{
    /// <summary>Of a hundred operations, so many are of this kind.</summary>
    private static readonly (Operation Operation, int Share)[] s_shares =
    [
        (Operation.Refresh, 45),
        (Operation.Login, 20),
        (Operation.Logout, 15),
        (Operation.SetActive, 20),
    ];

    /// <summary>The profiles that all workers fight over.</summary>
    public static IReadOnlyList<string> Profiles { get; } = ["one", "two", "three"];

    public static Operation Choose(Random random)
    {
        int left = random.Next(s_shares.Sum(each => each.Share));
        return s_shares.First(each => (left -= each.Share) < 0).Operation;
    }
}
