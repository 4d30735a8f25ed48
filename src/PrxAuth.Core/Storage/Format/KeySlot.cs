using System.Text.Json;
using System.Text.Json.Serialization;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage.Format;

/// <summary>One key that seals profiles of a store: what it is derived from, and how to tell a wrong key from a damaged file.</summary>
internal sealed record KeySlot
{
    internal const int CheckSize = 16;
    internal const string FirstInstallSecret = "install.key";

    internal required KeySource Source { get; init; }

    /// <summary>How a passphrase becomes a key; null for the other sources.</summary>
    internal PassphraseDerivation? Derivation { get; init; }

    /// <summary>Tells whether a key is the one of this slot.</summary>
    internal required byte[] KeyCheck { get; init; }

    /// <summary>Tells whether the install secret is the one of this slot; null for the sources that have none.</summary>
    internal byte[]? InstallSecretCheck { get; init; }

    /// <summary>The file of the install secret, beside the header; null for the sources that have none.</summary>
    internal string? InstallSecretFile { get; init; }

    /// <summary>The name of the file for an install secret that follows another one.</summary>
    internal static string InstallSecretName(ReadOnlySpan<byte> check) => $"install-{Convert.ToHexStringLower(check[..8])}.key";

    /// <summary>Whether a header may name a file so: it must stay beside the header.</summary>
    internal static bool IsInstallSecretName(string name) =>
        name == FirstInstallSecret
        || (name.Length == "install-.key".Length + 16 && name.StartsWith("install-", StringComparison.Ordinal)
            && name.EndsWith(".key", StringComparison.Ordinal) && !name.AsSpan(8, 16).ContainsAnyExcept(HexDigits));

    private static ReadOnlySpan<char> HexDigits => "0123456789abcdef";
}

/// <summary>The JSON of a key slot.</summary>
internal class KeySlotDocument
{
    [JsonRequired]
    public string KeySource { get; set; } = "";

    public PassphraseDerivationDocument? Kdf { get; set; }

    [JsonRequired]
    public string KeyCheck { get; set; } = "";

    public string? InstallSecretCheck { get; set; }

    public string? InstallSecret { get; set; }

    /// <summary>The members of a slot, wherever they stand.</summary>
    internal static StoredMember<T>[] SlotMembers<T>()
        where T : KeySlotDocument =>
    [
        new("key_source", true, static (T to, ref Utf8JsonReader from) => to.KeySource = StoredJson.Text(ref from)),
        new("kdf", false, static (T to, ref Utf8JsonReader from) => to.Kdf = StoredJson.ObjectOrNull(ref from, PassphraseDerivationDocument.Members)),
        new("key_check", true, static (T to, ref Utf8JsonReader from) => to.KeyCheck = StoredJson.Text(ref from)),
        new("install_secret_check", false, static (T to, ref Utf8JsonReader from) => to.InstallSecretCheck = StoredJson.TextOrNull(ref from)),
        new("install_secret", false, static (T to, ref Utf8JsonReader from) => to.InstallSecret = StoredJson.TextOrNull(ref from)),
    ];

    /// <summary>Fills a document.</summary>
    internal static KeySlotDocument From(KeySlot slot, KeySlotDocument document)
    {
        document.KeySource = KeySourceNames.NameOf(slot.Source);
        document.Kdf = PassphraseDerivationDocument.From(slot.Derivation);
        document.KeyCheck = Convert.ToHexStringLower(slot.KeyCheck);
        document.InstallSecretCheck = slot.InstallSecretCheck is null ? null : Convert.ToHexStringLower(slot.InstallSecretCheck);
        document.InstallSecret = slot.InstallSecretFile is KeySlot.FirstInstallSecret ? null : slot.InstallSecretFile;
        return document;
    }

    /// <summary>The slot, or null when a value is not one that version 1 writes.</summary>
    internal KeySlot? ToSlot()
    {
        PassphraseDerivation? derivation = Kdf?.ToDerivation();
        byte[]? installSecretCheck = Bytes(InstallSecretCheck, KeySlot.CheckSize);
        if (Bytes(KeyCheck, KeySlot.CheckSize) is not { } keyCheck
            || KeySourceNames.SourceOf(KeySource) is not { } source
            || derivation is null == (source == Keys.KeySource.Passphrase)
            || installSecretCheck is null == (source == Keys.KeySource.Machine)
            || (InstallSecret is not null && (installSecretCheck is null || !KeySlot.IsInstallSecretName(InstallSecret))))
        {
            return null;
        }

        return new KeySlot
        {
            Source = source,
            Derivation = derivation,
            KeyCheck = keyCheck,
            InstallSecretCheck = installSecretCheck,
            InstallSecretFile = installSecretCheck is null ? null : InstallSecret ?? KeySlot.FirstInstallSecret,
        };
    }

    internal static byte[]? Bytes(string? hex, int size)
    {
        var bytes = new byte[size];
        return hex?.Length == 2 * size && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? bytes
            : null;
    }
}

/// <summary>The member <c>kdf</c>.</summary>
internal sealed class PassphraseDerivationDocument
{
    internal static readonly StoredMember<PassphraseDerivationDocument>[] Members =
    [
        new("name", true, static (PassphraseDerivationDocument to, ref Utf8JsonReader from) => to.Name = StoredJson.Text(ref from)),
        new("memory_kib", true, static (PassphraseDerivationDocument to, ref Utf8JsonReader from) => to.MemoryKib = StoredJson.Integer(ref from)),
        new("passes", true, static (PassphraseDerivationDocument to, ref Utf8JsonReader from) => to.Passes = StoredJson.Integer(ref from)),
        new("parallelism", true, static (PassphraseDerivationDocument to, ref Utf8JsonReader from) => to.Parallelism = StoredJson.Integer(ref from)),
        new("salt", true, static (PassphraseDerivationDocument to, ref Utf8JsonReader from) => to.Salt = StoredJson.Text(ref from)),
    ];

    [JsonRequired]
    public string Name { get; set; } = "";

    [JsonRequired]
    public int MemoryKib { get; set; }

    [JsonRequired]
    public int Passes { get; set; }

    [JsonRequired]
    public int Parallelism { get; set; }

    [JsonRequired]
    public string Salt { get; set; } = "";

    internal static PassphraseDerivationDocument? From(PassphraseDerivation? derivation) => derivation is null ? null : new()
    {
        Name = PassphraseDerivation.Argon2id,
        MemoryKib = derivation.Cost.MemoryKib,
        Passes = derivation.Cost.Passes,
        Parallelism = PassphraseDerivation.Parallelism,
        Salt = Convert.ToHexStringLower(derivation.Salt),
    };

    internal PassphraseDerivation? ToDerivation() =>
        Name == PassphraseDerivation.Argon2id
        && Parallelism == PassphraseDerivation.Parallelism
        && Argon2Cost.IsInRange(MemoryKib, Passes)
        && KeySlotDocument.Bytes(Salt, PassphraseDerivation.SaltSize) is { } salt
            ? new PassphraseDerivation(new Argon2Cost(MemoryKib, Passes), salt)
            : null;
}
