using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Win32.SafeHandles;
using NSec.Cryptography;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;

namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>
/// The floor: the same bytes by the shortest code there is. It checks nothing, keeps no lock and no generation, clears no buffer and
/// reports no failure.
/// </summary>
internal sealed partial class BareFile : IDisposable
{
    private readonly StoreOpener _opener;
    private readonly Key _key;
    private readonly byte[] _associatedData;

    public BareFile(TemporaryStore store, string profile)
    {
        var paths = new ProfilePaths(store.Session.Paths.SecretsDirectory);
        var writer = new DurableWriter();
        _opener = new StoreOpener(paths, store.Keys, new StoreDirectories(writer), writer, TimeProvider.System);
        UnlockedStore unlocked = _opener.Open()!;
        var name = new ProfileKey(TemporaryStore.Provider, profile);
        FilePath = paths.Sealed(name);
        _key = unlocked.Key;
        var buffer = new byte[1024];
        byte[] header = File.ReadAllBytes(FilePath)[..SealedProfile.HeaderSize];
        _associatedData = buffer[..SealedProfile.WriteAssociatedData(header, unlocked.StoreId, name, buffer)];
    }

    public string FilePath { get; }

    /// <summary>Open, read, decrypt, parse.</summary>
    public object Read()
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(FilePath);
        Span<byte> plaintext = new byte[file.Length - SealedProfile.Overhead];
        ReadOnlySpan<byte> nonce = file.Slice(SealedProfile.HeaderSize, SealedProfile.NonceSize);
        ReadOnlySpan<byte> ciphertext = file[(SealedProfile.HeaderSize + SealedProfile.NonceSize)..];
        return AeadAlgorithm.ChaCha20Poly1305.Decrypt(_key, nonce, _associatedData, ciphertext, plaintext)
            ? JsonSerializer.Deserialize(plaintext, BareJson.Default.BareCredential)!
            : throw new InvalidOperationException("The file does not open.");
    }

    /// <summary>Write, fsync, rename, fsync of the directory.</summary>
    public static void Write(string path, byte[] content)
    {
        string temporary = path + ".bare";
        using (SafeFileHandle file = File.OpenHandle(temporary, FileMode.Create, FileAccess.Write))
        {
            RandomAccess.Write(file, content, 0);
            RandomAccess.FlushToDisk(file);
        }

        File.Move(temporary, path, overwrite: true);
        if (!OperatingSystem.IsWindows())
        {
            using var directory = new SafeFileHandle(NativeMethods.Open(Path.GetDirectoryName(path)!, NativeMethods.OpenReadOnly), ownsHandle: true);
            RandomAccess.FlushToDisk(directory);
        }
    }

    public void Dispose() => _opener.Dispose();

    internal sealed class BareCredential
    {
        public string? Provider { get; set; }

        public string? Profile { get; set; }

        public string? Flow { get; set; }

        public string? Account { get; set; }

        public string? Subject { get; set; }

        public string? ClientId { get; set; }

        public DateTimeOffset CreatedAt { get; set; }

        public DateTimeOffset UpdatedAt { get; set; }

        public BareTokens? Tokens { get; set; }
    }

    internal sealed class BareTokens
    {
        public string? AccessToken { get; set; }

        public string? TokenType { get; set; }

        public DateTimeOffset? ExpiresAt { get; set; }

        public string? RefreshToken { get; set; }

        public string? IdToken { get; set; }

        public string[]? Scopes { get; set; }

        public DateTimeOffset ReceivedAt { get; set; }
    }

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
    [JsonSerializable(typeof(BareCredential))]
    internal sealed partial class BareJson : JsonSerializerContext;
}
