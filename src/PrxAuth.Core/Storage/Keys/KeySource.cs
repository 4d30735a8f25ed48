namespace PrxAuth.Core.Storage.Keys;

/// <summary>What the key of a store is derived from.</summary>
public enum KeySource
{
    /// <summary>The machine's identity and the store's install secret.</summary>
    Machine,
    /// <summary><c>PRX_MASTER_KEY</c> as a passphrase, through Argon2id.</summary>
    Passphrase,
    /// <summary><c>PRX_MASTER_KEY</c> as 32 random bytes.</summary>
    RawKey,
}

/// <summary>How key sources are called.</summary>
public static class KeySourceWords
{
    /// <summary>The name in <c>store.json</c>: <c>machine</c>, <c>passphrase</c> or <c>raw-key</c>.</summary>
    public static string Name(this KeySource source) => KeySourceNames.NameOf(source);

    /// <summary>The source in a sentence.</summary>
    public static string InWords(this KeySource source) => source switch
    {
        KeySource.Machine => "this machine's identity",
        KeySource.Passphrase => "a master key that is a passphrase",
        _ => "a master key",
    };
}

/// <summary>The names of the sources in <c>store.json</c> and in the derivation labels; they never change.</summary>
internal static class KeySourceNames
{
    internal static string NameOf(KeySource source) => source switch
    {
        KeySource.Machine => "machine",
        KeySource.Passphrase => "passphrase",
        KeySource.RawKey => "raw-key",
        _ => throw new ArgumentOutOfRangeException(nameof(source)),
    };

    internal static KeySource? SourceOf(string name) => name switch
    {
        "machine" => KeySource.Machine,
        "passphrase" => KeySource.Passphrase,
        "raw-key" => KeySource.RawKey,
        _ => null,
    };
}
