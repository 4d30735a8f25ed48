using System.Text;
using NSec.Cryptography;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Storage.Keys;
using Xunit;

namespace PrxAuth.Core.Tests.Storage;

public sealed class SealedProfileTests
{
    private const string AssociatedData =
        "7072782d617574682f7365616c65642d70726f66696c652f7631005052585301010000070000000000000000112233445566778899aabbccddeeff"
        + "0d676f6f676c652d67656d696e6904776f726b";

    private static readonly string s_contents = """
        {"provider":"google-gemini","profile":"Work","flow":"device_code","account":"ann@example.com",
        "created_at":"2026-01-02T03:04:05+00:00","updated_at":"2026-01-02T03:04:05+00:00","tokens":{"access_token":"at-1",
        "token_type":"Bearer","expires_at":"2026-01-02T04:04:05+00:00","refresh_token":"rt-1","scopes":["openid"],
        "received_at":"2026-01-02T03:04:05+00:00"}}
        """.ReplaceLineEndings("");

    private static readonly byte[] s_storeId = Convert.FromHexString("00112233445566778899aabbccddeeff");
    private static readonly byte[] s_nonce = Convert.FromHexString("404142434445464748494a4b");

    /// <summary>The vectors of docs/store-format.md, computed by others: source, secret, key check, end of the file.</summary>
    public static TheoryData<string, string, string, string> Vectors() => new()
    {
        {
            "raw-key",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f",
            "52a4b07480f88a5c3bd602a624655e59",
            "0b33c5e69e7895272e729e6696120624"
        },
        {
            "machine",
            "202122232425262728292a2b2c2d2e2f303132333435363738393a3b3c3d3e3f"
                + "3031323334353637383961626364656630313233343536373839616263646566",
            "2fd36d9f86750d0a2640eb59614caca7",
            "4c49108b464cd22c676374cb1c0545c0"
        },
        {
            "passphrase",
            "d8df25fc62d605b1b88bc19f75ec6eb2955b08a8860643e969e18637e00388d9",
            "7411b2f87fed07382c0e4f98767f9ac4",
            "6f943c41296feaeff742ac8342ddcc"
        },
    };

    [Fact]
    public void What_is_sealed_for_one_purpose_does_not_open_for_the_other()
    {
        byte[] secret = new byte[32];
        using Key key = KeyDerivation.ProfilesKey(secret, s_storeId, KeySource.RawKey);
        foreach (SealedPurpose purpose in Enum.GetValues<SealedPurpose>())
        {
            byte[] file = SealedProfile.Seal(key, s_storeId, StoreFixture.Work, 1, s_nonce, "{}"u8, purpose);
            foreach (SealedPurpose asked in Enum.GetValues<SealedPurpose>())
            {
                Assert.Equal(
                    asked == purpose ? SealedFileFault.None : SealedFileFault.DoesNotOpen,
                    SealedProfile.Open(key, s_storeId, StoreFixture.Work, file, new byte[2], out _, asked));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Vectors))]
    public void The_test_vectors_of_the_format_page_hold(string source, string secret, string keyCheck, string end)
    {
        KeySource keySource = KeySourceNames.SourceOf(source)!.Value;
        byte[] secretBytes = Convert.FromHexString(secret);
        using Key key = KeyDerivation.ProfilesKey(secretBytes, s_storeId, keySource);

        byte[] file = SealedProfile.Seal(key, s_storeId, StoreFixture.Work, 7, s_nonce, Encoding.UTF8.GetBytes(s_contents));

        Assert.Equal(keyCheck, Hex(KeyDerivation.KeyCheck(secretBytes, s_storeId, keySource)));
        Assert.EndsWith(end, Hex(file), StringComparison.Ordinal);
        string page = FormatPage();
        Assert.Contains(Hex(file), page, StringComparison.Ordinal);
        Assert.Contains(keyCheck, page, StringComparison.Ordinal);
        Assert.Contains(s_contents, page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_associated_data_and_the_machine_secret_are_those_of_the_format_page()
    {
        byte[] installSecret = [.. Enumerable.Range(32, 32).Select(static i => (byte)i)];
        Span<byte> data = stackalloc byte[256];
        byte[] header = Convert.FromHexString("50525853010100000700000000000000");

        int size = SealedProfile.WriteAssociatedData(header, s_storeId, StoreFixture.Work, data);

        Assert.Equal(AssociatedData, Hex(data[..size]));
        Assert.Contains(AssociatedData, FormatPage(), StringComparison.Ordinal);
        Assert.Equal("3b9f890247900bd2e8378f6946312533", Hex(KeyDerivation.InstallSecretCheck(installSecret, s_storeId)));
        Assert.Equal(
            Vectors().Single(static v => v.Data.Item1 == "machine").Data.Item2,
            Hex(KeyDerivation.MachineSecret(installSecret, StoreFixture.MachineId)));
    }

    [Fact]
    public void The_passphrase_vector_holds_at_the_default_cost()
    {
        PassphraseDerivation derivation = new(Argon2Cost.Default, Convert.FromHexString("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"));

        byte[] secret = KeyDerivation.PassphraseSecret("correct horse battery staple"u8, derivation);

        Assert.Equal("d8df25fc62d605b1b88bc19f75ec6eb2955b08a8860643e969e18637e00388d9", Hex(secret));
    }

    [Fact]
    public void The_longest_names_fit()
    {
        using Key key = SomeKey();
        ProfileKey longest = new(new string('p', ProfileKey.MaxNameLength), new string('q', ProfileKey.MaxNameLength));

        byte[] file = SealedProfile.Seal(key, s_storeId, longest, long.MaxValue, s_nonce, "x"u8);

        Assert.Equal(SealedFileFault.None, Open(key, longest, file, out long generation));
        Assert.Equal(long.MaxValue, generation);
    }

    [Fact]
    public void Every_flipped_bit_and_every_truncation_is_noticed()
    {
        using Key key = SomeKey();
        byte[] file = SealedProfile.Seal(key, s_storeId, StoreFixture.Work, 7, s_nonce, "{\"a\":1}"u8);
        Assert.Equal(SealedFileFault.None, Open(key, StoreFixture.Work, file, out _));

        for (int bit = 0; bit < file.Length * 8; bit++)
        {
            byte[] flipped = [.. file];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(SealedFileFault.None, Open(key, StoreFixture.Work, flipped, out _));
        }

        for (int length = 0; length < file.Length; length++)
        {
            Assert.NotEqual(SealedFileFault.None, Open(key, StoreFixture.Work, file[..length], out _));
        }

        Assert.NotEqual(SealedFileFault.None, Open(key, StoreFixture.Work, [.. file, 0], out _));
    }

    [Fact]
    public void A_file_opens_under_its_own_name_and_in_its_own_store_only()
    {
        using Key key = SomeKey();
        byte[] file = SealedProfile.Seal(key, s_storeId, new ProfileKey("ab", "c"), 1, s_nonce, "{}"u8);
        byte[] otherStore = [.. s_storeId];
        otherStore[15] ^= 1;

        Assert.Equal(SealedFileFault.None, Open(key, new ProfileKey("AB", "C"), file, out _));
        Assert.Equal(SealedFileFault.DoesNotOpen, Open(key, new ProfileKey("a", "bc"), file, out _));
        Assert.Equal(SealedFileFault.DoesNotOpen, Open(key, new ProfileKey("ab", "d"), file, out _));
        Assert.Equal(SealedFileFault.DoesNotOpen, Open(key, new ProfileKey("ax", "c"), file, out _));
        Assert.Equal(
            SealedFileFault.DoesNotOpen, SealedProfile.Open(key, otherStore, new ProfileKey("ab", "c"), file, new byte[2], out _));
    }

    [Fact]
    public void A_header_of_another_version_suite_or_generation_is_told_apart_from_a_changed_file()
    {
        using Key key = SomeKey();
        byte[] file = SealedProfile.Seal(key, s_storeId, StoreFixture.Work, 1, s_nonce, "{}"u8);

        Assert.Equal(SealedFileFault.NotASealedFile, Open(key, StoreFixture.Work, Changed(file, 0, 0), out _));
        Assert.Equal(SealedFileFault.UnknownVersion, Open(key, StoreFixture.Work, Changed(file, 4, 2), out _));
        Assert.Equal(SealedFileFault.UnknownVersion, Open(key, StoreFixture.Work, Changed(file, 5, 2), out _));
        Assert.Equal(SealedFileFault.UnknownVersion, Open(key, StoreFixture.Work, Changed(file, 6, 1), out _));
        Assert.Equal(SealedFileFault.UnknownVersion, Open(key, StoreFixture.Work, Changed(file, 8, 0), out _));
        Assert.Equal(SealedFileFault.UnknownVersion, Open(key, StoreFixture.Work, Changed(file, 15, 0x80), out _));
        Assert.Equal(SealedFileFault.DoesNotOpen, Open(key, StoreFixture.Work, Changed(file, 8, 2), out _));
    }

    private static Key SomeKey() => KeyDerivation.ProfilesKey(new byte[32], s_storeId, KeySource.RawKey);

    private static SealedFileFault Open(Key key, ProfileKey name, byte[] file, out long generation) =>
        SealedProfile.Open(key, s_storeId, name, file, new byte[SealedProfile.PlaintextSize(file.Length)], out generation);

    private static byte[] Changed(byte[] file, int offset, byte value)
    {
        byte[] changed = [.. file];
        changed[offset] = value;
        return changed;
    }

    private static string FormatPage() => string.Concat(
        File.ReadAllText(RepositoryFiles.Path("docs/store-format.md")).Where(static c => !char.IsWhiteSpace(c)));

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
