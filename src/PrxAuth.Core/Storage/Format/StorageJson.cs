using System.Text.Json.Serialization;

namespace PrxAuth.Core.Storage.Format;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false)]
[JsonSerializable(typeof(CredentialDocument))]
[JsonSerializable(typeof(PendingSignInDocument))]
internal sealed partial class StorageJson : JsonSerializerContext;

/// <summary>The store's header is for people to look at too, hence indented.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    AllowDuplicateProperties = false,
    WriteIndented = true,
    NewLine = "\n")]
[JsonSerializable(typeof(StoreHeaderDocument))]
internal sealed partial class StoreHeaderJson : JsonSerializerContext;
