using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Storage.Format;

/// <summary>The JSON inside the sealed file of a pending sign-in.</summary>
internal sealed class PendingSignInDocument
{
    [JsonRequired]
    public string Provider { get; set; } = "";

    [JsonRequired]
    public string Profile { get; set; } = "";

    [JsonRequired]
    public string Flow { get; set; } = "";

    [JsonRequired]
    public string ClientId { get; set; } = "";

    [JsonRequired]
    public Uri Address { get; set; } = null!;

    [JsonRequired]
    public Uri RedirectUri { get; set; } = null!;

    [JsonRequired]
    public string CodeVerifier { get; set; } = "";

    [JsonRequired]
    public string State { get; set; } = "";

    [JsonRequired]
    public string Nonce { get; set; } = "";

    [JsonRequired]
    public string[] Scopes { get; set; } = [];

    [JsonRequired]
    public DateTimeOffset StartedAt { get; set; }

    [JsonRequired]
    public DateTimeOffset ExpiresAt { get; set; }

    public string? DpopKey { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Force { get; set; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Taken { get; set; }

    /// <summary>The contents of the file, in UTF-8. The caller clears them.</summary>
    internal static byte[] Write(PendingSignIn pending) => JsonSerializer.SerializeToUtf8Bytes(
        new PendingSignInDocument
        {
            Provider = pending.Key.Provider,
            Profile = pending.Key.Profile,
            Flow = FlowNames.NameOf(pending.Flow),
            ClientId = pending.ClientId,
            Address = pending.Address,
            RedirectUri = pending.RedirectUri,
            CodeVerifier = pending.Proof.Verifier.Reveal(),
            State = pending.Proof.State,
            Nonce = pending.Proof.Nonce,
            Scopes = [.. pending.Scopes],
            StartedAt = pending.StartedAt.ToUniversalTime(),
            ExpiresAt = pending.ExpiresAt.ToUniversalTime(),
            DpopKey = pending.DpopKey?.Reveal(),
            Force = pending.Force,
            Taken = pending.IsTaken,
        },
        StorageJson.Default.PendingSignInDocument);

    /// <summary>Reads the contents of the file of <paramref name="key"/>; false when they are not those of that profile.</summary>
    internal static bool TryRead(ReadOnlySpan<byte> utf8, ProfileKey key, [NotNullWhen(true)] out PendingSignIn? pending)
    {
        try
        {
            pending = JsonSerializer.Deserialize(utf8, StorageJson.Default.PendingSignInDocument)?.ToPendingSignIn();
            return pending is not null && pending.Key == key;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or PrxAuthException)
        {
            pending = null;
            return false;
        }
    }

    private PendingSignIn ToPendingSignIn() => new()
    {
        Key = new ProfileKey(Provider, Profile),
        Flow = FlowNames.FlowOf(Flow),
        ClientId = ClientId,
        Address = Absolute(Address),
        RedirectUri = Absolute(RedirectUri),
        Proof = new ProofKey(new Secret(CodeVerifier), ProofKey.ChallengeOf(CodeVerifier), State, Nonce),
        Scopes = Array.TrueForAll(Scopes, scope => scope is not null) ? Scopes : throw new JsonException("A scope is null."),
        StartedAt = StartedAt,
        ExpiresAt = ExpiresAt,
        DpopKey = Secret.FromNullable(DpopKey),
        Force = Force,
        IsTaken = Taken,
    };

    private static Uri Absolute(Uri uri) => uri.IsAbsoluteUri ? uri : throw new JsonException("An address is relative.");
}
