namespace PrxAuth.Core.Storage.Keys;

/// <summary>Where the key of a store may come from. Nothing here is asked before a key is needed.</summary>
public sealed record KeySourceOptions
{
    /// <summary>The environment variable that holds the master key.</summary>
    public const string MasterKeyVariable = "PRX_MASTER_KEY";

    /// <summary>The environment variable that holds the master key which is to come.</summary>
    public const string NewMasterKeyVariable = "PRX_NEW_MASTER_KEY";

    /// <summary>The machine's identity.</summary>
    public required IMachineIdentity Machine { get; init; }

    /// <summary>
    /// The master key, null where there is none: <c>hex:</c> and 64 digits, <c>base64:</c> and 32 bytes, or either without its prefix, is
    /// a key used as it is; any other text is a passphrase. A new store is sealed with it; a store that the machine sealed ignores it.
    /// </summary>
    public Func<Secret?> MasterKey { get; init; } = static () => null;

    /// <summary>The key that is about to replace the master key, null where there is none. It opens what is sealed with it already, so that
    /// machines which share a store can be given both while it is sealed anew.</summary>
    public Func<Secret?> NewMasterKey { get; init; } = static () => null;

    /// <summary>What guessing the passphrase of a new store costs. An existing store keeps its own.</summary>
    public Argon2Cost PassphraseCost { get; init; } = Argon2Cost.Default;

    /// <summary>This machine, and the master key of the environment.</summary>
    /// <param name="environment">Reads one environment variable.</param>
    public static KeySourceOptions ForThisMachine(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new KeySourceOptions
        {
            Machine = MachineIdentity.ForThisSystem(),
            MasterKey = () => Secret.FromNullable(environment(MasterKeyVariable)),
            NewMasterKey = () => Secret.FromNullable(environment(NewMasterKeyVariable)),
        };
    }
}
