using System.Security.Cryptography;
using FsCheck.Xunit;
using NSec.Cryptography;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;
using Xunit;

namespace PrxAuth.Core.Tests.Hostile;

/// <summary>What holds of every credential, header and key.</summary>
[Properties(Arbitrary = [typeof(Generators)])]
public sealed class StorageProperties : IDisposable
{
    private const long Generation = 3;

    private readonly Key _key = Key.Create(AeadAlgorithm.ChaCha20Poly1305);
    private readonly byte[] _storeId = RandomNumberGenerator.GetBytes(StoreHeader.StoreIdSize);

    public void Dispose() => _key.Dispose();

    [Property]
    public void What_is_sealed_opens_to_the_same_credential(Credential credential)
    {
        byte[] plaintext = CredentialDocument.Write(credential);
        byte[] file = Seal(credential.Key, plaintext);
        byte[] opened = new byte[SealedProfile.PlaintextSize(file.Length)];

        Assert.Equal(SealedFileFault.None, SealedProfile.Open(_key, _storeId, credential.Key, file, opened, out long generation));
        Assert.Equal(Generation, generation);
        Assert.True(CredentialDocument.TryRead(opened, credential.Key, generation, out Credential? read));
        Assert.Equal(plaintext, CredentialDocument.Write(read));
        Assert.Equal(credential.Tokens.Scopes, read.Tokens.Scopes);
        Assert.Equal(credential.Tokens.AccessToken, read.Tokens.AccessToken);
        Assert.Equal(credential.Account, read.Account);
        Assert.Equal(credential.CreatedAt, read.CreatedAt);
    }

    [Property]
    public void A_file_with_one_bit_changed_does_not_open(Credential credential, byte bit)
    {
        byte[] file = Seal(credential.Key, CredentialDocument.Write(credential));
        byte mask = (byte)(1 << (bit % 8));
        for (int i = 0; i < file.Length; i++)
        {
            file[i] ^= mask;
            Assert.NotEqual(SealedFileFault.None, Open(credential.Key, file));
            file[i] ^= mask;
        }
    }

    [Property]
    public void A_file_cut_off_anywhere_does_not_open(Credential credential)
    {
        byte[] file = Seal(credential.Key, CredentialDocument.Write(credential));
        for (int length = 0; length < file.Length; length++)
        {
            Assert.NotEqual(SealedFileFault.None, Open(credential.Key, file[..length]));
        }

        Assert.NotEqual(SealedFileFault.None, Open(credential.Key, [.. file, 0]));
    }

    [Property]
    public void A_file_in_the_place_of_another_does_not_open(Credential credential, ProfileKey other)
    {
        byte[] file = Seal(credential.Key, CredentialDocument.Write(credential));
        byte[] newer = [.. file];
        newer[8]++;

        Assert.Equal(other == credential.Key, Open(other, file) == SealedFileFault.None);
        Assert.NotEqual(SealedFileFault.None, Open(credential.Key, newer));
        _storeId[0] ^= 1;
        Assert.NotEqual(SealedFileFault.None, Open(credential.Key, file));
    }

    [Property]
    public void What_a_header_writes_it_reads(uint memory, byte passes, bool hasPassphrase, bool isBeingResealed, Guid id)
    {
        var cost = new Argon2Cost(
            Argon2Cost.MinMemoryKib + (int)(memory % (Argon2Cost.MaxMemoryKib - Argon2Cost.MinMemoryKib + 1)), 1 + (passes % Argon2Cost.MaxPasses));
        byte[] bytes = id.ToByteArray();
        KeySlot masterKey = new()
        {
            Source = hasPassphrase ? KeySource.Passphrase : KeySource.RawKey,
            Derivation = hasPassphrase ? new PassphraseDerivation(cost, bytes) : null,
            KeyCheck = bytes,
        };
        KeySlot machine = new()
        {
            Source = KeySource.Machine,
            KeyCheck = bytes,
            InstallSecretCheck = bytes,
            InstallSecretFile = hasPassphrase ? KeySlot.FirstInstallSecret : KeySlot.InstallSecretName(bytes),
        };
        StoreHeader header = new() { StoreId = bytes, Current = masterKey, Previous = isBeingResealed ? machine : null };

        StoreHeader read = StoreHeader.Read(header.Write(), "store.json");

        Assert.Equal(header.Write(), read.Write());
        Assert.Equal(header.StoreId, read.StoreId);
        Assert.Equal(header.Current.Source, read.Current.Source);
        Assert.Equal(header.Current.Derivation?.Cost, read.Current.Derivation?.Cost);
        Assert.Equal(header.Previous?.InstallSecretFile, read.Previous?.InstallSecretFile);
    }

    [Property]
    public void Thirty_two_bytes_are_the_same_key_however_they_are_written(Guid first, Guid second)
    {
        byte[] bytes = [.. first.ToByteArray(), .. second.ToByteArray()];
        string hex = Convert.ToHexString(bytes);
        string base64 = Convert.ToBase64String(bytes);

        Assert.All([hex, hex.ToLowerInvariant(), $"hex:{hex}", $" hex:{hex}\r\n", base64, $"base64:{base64}", $"{base64}\n"], text =>
        {
            using MasterKey key = MasterKey.Parse(new Secret(text));
            Assert.Equal(KeySource.RawKey, key.Source);
            Assert.Equal(bytes, key.Bytes.ToArray());
        });
    }

    private byte[] Seal(ProfileKey name, byte[] plaintext) =>
        SealedProfile.Seal(_key, _storeId, name, Generation, RandomNumberGenerator.GetBytes(SealedProfile.NonceSize), plaintext);

    private SealedFileFault Open(ProfileKey name, byte[] file) =>
        SealedProfile.Open(_key, _storeId, name, file, new byte[SealedProfile.PlaintextSize(file.Length)], out _);
}
