namespace PrxAuth.Torture.Killing;

/// <summary>Chooses who dies next, at what and when.</summary>
internal sealed class VictimChoice(Random random, string kind, string prx)
{
    private readonly PrxPace _pace = new();

    public Victim Next(bool isNewHome) => kind == "prx" || (kind == "mixed" && random.Next(2) == 0) ? NextPrx(isNewHome) : NextCore(isNewHome);

    // A new store comes into being within the first operations, which are slow in a process that has just begun.
    private CoreVictim NextCore(bool isNewHome) => new(
        random.Next(),
        isNewHome ? 1 + random.Next(3) : 1 + random.Next(12),
        TimeSpan.FromMilliseconds(random.Next(isNewHome ? 400 : random.Next(2) == 0 ? 8 : 60)));

    private PrxVictim NextPrx(bool isNewHome) => new(
        prx,
        isNewHome ? Operation.Login : OperationMix.Choose(random),
        OperationMix.Profiles[random.Next(OperationMix.Profiles.Count)],
        _pace,
        new Random(random.Next()));
}
