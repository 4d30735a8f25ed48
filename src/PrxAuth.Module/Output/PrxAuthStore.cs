namespace PrxAuth;

/// <summary>A secrets store that was sealed anew.</summary>
public sealed class PrxAuthStore
{
    internal PrxAuthStore(string directory, string keySource, string formerKeySource, int profiles, string[] damaged)
    {
        Directory = directory;
        KeySource = keySource;
        FormerKeySource = formerKeySource;
        Profiles = profiles;
        Damaged = damaged;
    }

    /// <summary>Where it lies.</summary>
    public string Directory { get; }

    /// <summary>What seals it: <c>machine</c>, <c>passphrase</c> or <c>raw-key</c>.</summary>
    public string KeySource { get; }

    /// <summary>What sealed it before.</summary>
    public string FormerKeySource { get; }

    /// <summary>How many profiles were sealed anew.</summary>
    public int Profiles { get; }

    /// <summary>The profiles that could not be read before and were left as they are.</summary>
    public string[] Damaged { get; }

    /// <summary>The directory.</summary>
    public override string ToString() => Directory;
}

/// <summary>What a store can be sealed by.</summary>
public enum PrxAuthKeySource
{
    /// <summary>This machine's identity and a random secret of the store.</summary>
    Machine,
    /// <summary>The master key.</summary>
    MasterKey,
}
