using System.Security.Cryptography;
using PrxAuth.Cli;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz.Targets;

/// <summary>What lies in the store, which another user, a backup or a broken disk may have changed.</summary>
internal static class StoreTargets
{
    private static readonly byte[] s_nonce = Convert.FromHexString("404142434445464748494a4b");

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("sealed-file", "a sealed file, as it lies on disk", OpenFile, "PRXS"),
        new("sealed-contents", "the JSON in a sealed file, sealed with the right key", ReadContents,
            "\"provider\"", "\"profile\"", "\"flow\"", "\"account\"", "\"subject\"", "\"client_id\"", "\"login_required_reason\"", "\"created_at\"",
            "\"updated_at\"", "\"tokens\"", "\"service\"", "\"access_token\"", "\"token_type\"", "\"expires_at\"", "\"refresh_token\"",
            "\"refresh_token_expires_at\"", "\"id_token\"", "\"scopes\"", "\"received_at\"", "\"token\"", "\"endpoint\"", "device_code",
            "9999-12-31T23:59:59.9999999+00:00", "0001-01-01T00:00:00+14:00", "google-gemini"),
        new("pending-contents", "the JSON in the sealed file of a pending sign-in, sealed with the right key", ReadPending,
            "\"provider\"", "\"profile\"", "\"flow\"", "\"client_id\"", "\"address\"", "\"redirect_uri\"", "\"code_verifier\"", "\"state\"", "\"nonce\"",
            "\"scopes\"", "\"started_at\"", "\"expires_at\"", "\"dpop_key\"", "\"force\"", "\"taken\"", "https://issuer.test/authorize",
            "http://127.0.0.1:8400/callback", "9999-12-31T23:59:59.9999999+00:00", "0001-01-01T00:00:00+14:00", "google-gemini", "browser", "paste"),
        new("store-header", "store.json", ReadHeader,
            "\"format\"", "\"version\"", "\"store_id\"", "\"key_source\"", "\"kdf\"", "\"key_check\"", "\"install_secret_check\"", "\"name\"",
            "\"memory_kib\"", "\"passes\"", "\"parallelism\"", "\"salt\"", "argon2id", "machine", "raw-key", "passphrase", "prx-auth-store"),
    ];

    private static void OpenFile(byte[] file)
    {
        byte[] plaintext = new byte[SealedProfile.PlaintextSize(file.Length)];
        SealedFileFault fault = SealedProfile.Open(
            Subjects.StoreKey, Subjects.StoreId, Subjects.Profile, file, plaintext, out long generation);
        Oracle.Demand(fault != SealedFileFault.None || generation == Subjects.Generation, "A file of another generation opened.");
        if (fault == SealedFileFault.None)
        {
            // Nobody without the key makes a file that opens: it is the very one that was sealed.
            byte[] sealedAgain = SealedProfile.Seal(
                Subjects.StoreKey, Subjects.StoreId, Subjects.Profile, generation, file.AsSpan(SealedProfile.HeaderSize, SealedProfile.NonceSize), plaintext);
            Oracle.Demand(file.AsSpan().SequenceEqual(sealedAgain), "Two different files open to one content.");
            CredentialDocument.TryRead(plaintext, Subjects.Profile, generation, out _);
        }
    }

    private static void ReadContents(byte[] contents)
    {
        byte[] file = SealedProfile.Seal(Subjects.StoreKey, Subjects.StoreId, Subjects.Profile, Subjects.Generation, s_nonce, contents);
        byte[] opened = new byte[SealedProfile.PlaintextSize(file.Length)];
        SealedFileFault fault = SealedProfile.Open(Subjects.StoreKey, Subjects.StoreId, Subjects.Profile, file, opened, out long generation);
        Oracle.Demand(fault == SealedFileFault.None && opened.AsSpan().SequenceEqual(contents), "What was sealed does not open.");
        if (!CredentialDocument.TryRead(opened, Subjects.Profile, generation, out Credential? credential))
        {
            return;
        }

        Oracle.Demand(credential.Key == Subjects.Profile && credential.Generation == Subjects.Generation, "It is another profile.");
        Oracle.Demand(credential.Tokens.Scopes.All(scope => scope is not null), "A scope is null.");
        Oracle.Demand(credential.Service?.Endpoint is null or { IsAbsoluteUri: true }, "The endpoint is not an address.");
        credential.IsValidFor(TimeSpan.FromMinutes(5), FrozenTime.Now);
        JsonRenderer.Render(new TokenResult(credential, credential.Service?.Endpoint));

        byte[] written = CredentialDocument.Write(credential);
        Oracle.Demand(CredentialDocument.TryRead(written, Subjects.Profile, generation, out Credential? again), "What was written cannot be read.");
        Oracle.Demand(CredentialDocument.Write(again).AsSpan().SequenceEqual(written), "What is read again is another credential.");
        CryptographicOperations.ZeroMemory(written);
    }

    private static void ReadPending(byte[] contents)
    {
        byte[] file = SealedProfile.Seal(
            Subjects.StoreKey, Subjects.StoreId, Subjects.Profile, Subjects.Generation, s_nonce, contents, SealedPurpose.PendingSignIn);
        byte[] opened = new byte[SealedProfile.PlaintextSize(file.Length)];
        Oracle.Demand(
            SealedProfile.Open(Subjects.StoreKey, Subjects.StoreId, Subjects.Profile, file, opened, out _) != SealedFileFault.None,
            "A pending sign-in opens as a profile.");
        SealedFileFault fault = SealedProfile.Open(
            Subjects.StoreKey, Subjects.StoreId, Subjects.Profile, file, opened, out _, SealedPurpose.PendingSignIn);
        Oracle.Demand(fault == SealedFileFault.None && opened.AsSpan().SequenceEqual(contents), "What was sealed does not open.");
        if (!PendingSignInDocument.TryRead(opened, Subjects.Profile, out PendingSignIn? pending))
        {
            return;
        }

        Oracle.Demand(pending.Key == Subjects.Profile, "It is another profile.");
        Oracle.Demand(pending.Address.IsAbsoluteUri && pending.RedirectUri.IsAbsoluteUri, "An address is relative.");
        Oracle.Demand(pending.Scopes.All(scope => scope is not null), "A scope is null.");

        byte[] written = PendingSignInDocument.Write(pending);
        Oracle.Demand(PendingSignInDocument.TryRead(written, Subjects.Profile, out PendingSignIn? again), "What was written cannot be read.");
        Oracle.Demand(PendingSignInDocument.Write(again).AsSpan().SequenceEqual(written), "What is read again is another sign-in.");
        CryptographicOperations.ZeroMemory(written);
    }

    private static void ReadHeader(byte[] utf8)
    {
        byte[] written = StoreHeader.Read(utf8, "/data/secrets/store.json").Write();
        Oracle.Demand(StoreHeader.Read(written, "").Write().AsSpan().SequenceEqual(written), "What is read again is another header.");
    }
}
