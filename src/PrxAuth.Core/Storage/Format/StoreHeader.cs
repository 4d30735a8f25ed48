using System.Text.Json;
using System.Text.Json.Serialization;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Core.Storage.Format;

/// <summary>What <c>store.json</c> says, checked: what sealed the store, and how to tell a wrong key from a damaged file.</summary>
internal sealed record StoreHeader
{
    internal const string FormatName = "prx-auth-store";
    internal const int CurrentVersion = 1;
    internal const int StoreIdSize = 16;
    internal const int CheckSize = 16;

    /// <summary>The largest header that is read, in bytes.</summary>
    internal const int MaxFileSize = 64 * 1024;

    internal required byte[] StoreId { get; init; }

    internal required KeySource Source { get; init; }

    /// <summary>How a passphrase becomes a key; null for the other sources.</summary>
    internal PassphraseDerivation? Derivation { get; init; }

    /// <summary>Tells whether a key is the one that sealed this store.</summary>
    internal required byte[] KeyCheck { get; init; }

    /// <summary>Tells whether the install secret is the one of this store; null for the sources that have none.</summary>
    internal byte[]? InstallSecretCheck { get; init; }

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(ToDocument(), StoreHeaderJson.Default.StoreHeaderDocument);

    /// <summary>Reads a header.</summary>
    /// <param name="utf8">The whole file.</param>
    /// <param name="path">Its path, for the message.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreHeaderInvalid"/>.</exception>
    internal static StoreHeader Read(ReadOnlySpan<byte> utf8, string path)
    {
        StoreHeaderDocument document;
        try
        {
            document = JsonSerializer.Deserialize(utf8, StoreHeaderJson.Default.StoreHeaderDocument)
                ?? throw StoreFailure.HeaderDamaged(path, "it holds no object");
        }
        catch (JsonException e)
        {
            throw StoreFailure.HeaderDamaged(path, "it is not the JSON of a store header", e);
        }

        if (document.Format != FormatName)
        {
            throw StoreFailure.HeaderDamaged(path, $"its format is not '{FormatName}'");
        }

        if (document.Version > CurrentVersion)
        {
            throw StoreFailure.HeaderNewer(path, document.Version);
        }

        return document.ToHeader() ?? throw StoreFailure.HeaderDamaged(path, "a member is missing, malformed or out of range");
    }

    private StoreHeaderDocument ToDocument() => new()
    {
        Format = FormatName,
        Version = CurrentVersion,
        StoreId = Convert.ToHexStringLower(StoreId),
        KeySource = KeySourceNames.NameOf(Source),
        Kdf = Derivation is null ? null : new PassphraseDerivationDocument
        {
            Name = PassphraseDerivation.Argon2id,
            MemoryKib = Derivation.Cost.MemoryKib,
            Passes = Derivation.Cost.Passes,
            Parallelism = PassphraseDerivation.Parallelism,
            Salt = Convert.ToHexStringLower(Derivation.Salt),
        },
        KeyCheck = Convert.ToHexStringLower(KeyCheck),
        InstallSecretCheck = InstallSecretCheck is null ? null : Convert.ToHexStringLower(InstallSecretCheck),
    };
}

/// <summary>The JSON of <c>store.json</c>.</summary>
internal sealed class StoreHeaderDocument
{
    [JsonRequired]
    public string Format { get; set; } = "";

    [JsonRequired]
    public int Version { get; set; }

    [JsonRequired]
    public string StoreId { get; set; } = "";

    [JsonRequired]
    public string KeySource { get; set; } = "";

    public PassphraseDerivationDocument? Kdf { get; set; }

    [JsonRequired]
    public string KeyCheck { get; set; } = "";

    public string? InstallSecretCheck { get; set; }

    /// <summary>The header, or null when a value is not one that version 1 writes.</summary>
    internal StoreHeader? ToHeader()
    {
        PassphraseDerivation? derivation = Kdf?.ToDerivation();
        byte[]? installSecretCheck = Bytes(InstallSecretCheck, StoreHeader.CheckSize);
        if (Version != StoreHeader.CurrentVersion
            || Bytes(StoreId, StoreHeader.StoreIdSize) is not { } storeId
            || Bytes(KeyCheck, StoreHeader.CheckSize) is not { } keyCheck
            || KeySourceNames.SourceOf(KeySource) is not { } source
            || derivation is null == (source == Keys.KeySource.Passphrase)
            || installSecretCheck is null == (source == Keys.KeySource.Machine))
        {
            return null;
        }

        return new StoreHeader
        {
            StoreId = storeId,
            Source = source,
            Derivation = derivation,
            KeyCheck = keyCheck,
            InstallSecretCheck = installSecretCheck,
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

    internal PassphraseDerivation? ToDerivation() =>
        Name == PassphraseDerivation.Argon2id
        && Parallelism == PassphraseDerivation.Parallelism
        && Argon2Cost.IsInRange(MemoryKib, Passes)
        && StoreHeaderDocument.Bytes(Salt, PassphraseDerivation.SaltSize) is { } salt
            ? new PassphraseDerivation(new Argon2Cost(MemoryKib, Passes), salt)
            : null;
}
