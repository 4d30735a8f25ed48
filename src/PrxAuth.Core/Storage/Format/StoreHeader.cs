using System.Text.Json;
using System.Text.Json.Serialization;

namespace PrxAuth.Core.Storage.Format;

/// <summary>What <c>store.json</c> says, checked: what seals the store.</summary>
internal sealed record StoreHeader
{
    internal const string FormatName = "prx-auth-store";
    internal const int CurrentVersion = 1;
    internal const int StoreIdSize = 16;

    /// <summary>The largest header that is read, in bytes.</summary>
    internal const int MaxFileSize = 64 * 1024;

    internal required byte[] StoreId { get; init; }

    /// <summary>What seals every profile that is written.</summary>
    internal required KeySlot Current { get; init; }

    /// <summary>What still seals some profiles while the store is being sealed anew; null otherwise.</summary>
    internal KeySlot? Previous { get; init; }

    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(ToDocument(), StoreHeaderJson.Default.StoreHeaderDocument);

    /// <summary>Reads a header.</summary>
    /// <param name="utf8">The whole file.</param>
    /// <param name="path">Its path, for the message.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreHeaderInvalid"/> or <see cref="PrxAuthError.StoreTooNew"/>.</exception>
    internal static StoreHeader Read(ReadOnlySpan<byte> utf8, string path)
    {
        StoreHeaderDocument document;
        try
        {
            document = StoredJson.Read(utf8, StoreHeaderDocument.Members)
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

    private StoreHeaderDocument ToDocument()
    {
        StoreHeaderDocument document = new()
        {
            Format = FormatName,
            Version = CurrentVersion,
            StoreId = Convert.ToHexStringLower(StoreId),
            Previous = Previous is null ? null : KeySlotDocument.From(Previous, new KeySlotDocument()),
        };
        KeySlotDocument.From(Current, document);
        return document;
    }
}

/// <summary>The JSON of <c>store.json</c>: the current key slot beside what is true of the whole store.</summary>
internal sealed class StoreHeaderDocument : KeySlotDocument
{
    internal static readonly StoredMember<StoreHeaderDocument>[] Members =
    [
        new("format", true, static (StoreHeaderDocument to, ref Utf8JsonReader from) => to.Format = StoredJson.Text(ref from)),
        new("version", true, static (StoreHeaderDocument to, ref Utf8JsonReader from) => to.Version = StoredJson.Integer(ref from)),
        new("store_id", true, static (StoreHeaderDocument to, ref Utf8JsonReader from) => to.StoreId = StoredJson.Text(ref from)),
        new("previous", false, static (StoreHeaderDocument to, ref Utf8JsonReader from) =>
            to.Previous = StoredJson.ObjectOrNull(ref from, SlotMembers<KeySlotDocument>())),
        .. SlotMembers<StoreHeaderDocument>(),
    ];

    [JsonRequired]
    public string Format { get; set; } = "";

    [JsonRequired]
    public int Version { get; set; }

    [JsonRequired]
    public string StoreId { get; set; } = "";

    public KeySlotDocument? Previous { get; set; }

    /// <summary>The header, or null when a value is not one that version 1 writes.</summary>
    internal StoreHeader? ToHeader()
    {
        KeySlot? previous = Previous?.ToSlot();
        return Version != StoreHeader.CurrentVersion
            || Bytes(StoreId, StoreHeader.StoreIdSize) is not { } storeId
            || ToSlot() is not { } current
            || previous is null != Previous is null
                ? null
                : new StoreHeader { StoreId = storeId, Current = current, Previous = previous };
    }
}
