namespace PrxAuth.Core.Storage.Keys;

/// <summary>
/// What guessing a passphrase costs: Argon2id with one lane (RFC 9106). It is stored with the store and capped when read, so that
/// a forged header cannot make a reader run out of memory or time.
/// </summary>
public sealed record Argon2Cost
{
    /// <summary>The least memory, in KiB.</summary>
    public const int MinMemoryKib = 8;

    /// <summary>The most memory, in KiB: 1 GiB.</summary>
    public const int MaxMemoryKib = 1024 * 1024;

    /// <summary>The most passes.</summary>
    public const int MaxPasses = 16;

    /// <summary>States a cost.</summary>
    /// <param name="memoryKib">Memory in KiB.</param>
    /// <param name="passes">Passes over that memory.</param>
    public Argon2Cost(int memoryKib, int passes)
    {
        if (!IsInRange(memoryKib, passes))
        {
            throw new ArgumentOutOfRangeException(nameof(memoryKib), "The cost is out of range.");
        }

        MemoryKib = memoryKib;
        Passes = passes;
    }

    /// <summary>64 MiB and 3 passes, the second choice of RFC 9106 section 4: fit for small containers.</summary>
    public static Argon2Cost Default { get; } = new(64 * 1024, 3);

    /// <summary>Memory in KiB.</summary>
    public int MemoryKib { get; }

    /// <summary>Passes over that memory.</summary>
    public int Passes { get; }

    internal static bool IsInRange(int memoryKib, int passes) =>
        memoryKib is >= MinMemoryKib and <= MaxMemoryKib && passes is >= 1 and <= MaxPasses;
}

/// <summary>How the passphrase of one store becomes a key.</summary>
internal sealed record PassphraseDerivation(Argon2Cost Cost, byte[] Salt)
{
    internal const string Argon2id = "argon2id";
    internal const int Parallelism = 1;
    internal const int SaltSize = 16;
}
