using System.Text.Json.Nodes;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

public sealed class StoreKeyTests : IDisposable
{
    private const string OtherRawKey = "hex:ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(RawKey)]
    [InlineData("  000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F\r\n")]
    [InlineData("base64:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    public async Task Every_way_to_write_a_raw_key_opens_the_same_store(string spelling)
    {
        await WriteAsync(_fixture.Open(RawKey), Sample());

        Assert.NotNull(await _fixture.Open(spelling).ReadAsync(Work, Cancellation));
        Assert.False(File.Exists(_fixture.InstallSecretFile));
    }

    [Theory]
    [InlineData(RawKey, OtherRawKey)]
    [InlineData(RawKey, "a passphrase")]
    [InlineData("a passphrase", "another passphrase")]
    [InlineData("a passphrase", RawKey)]
    public async Task A_wrong_master_key_is_told_apart_from_a_damaged_file(string sealedWith, string openedWith)
    {
        await WriteAsync(_fixture.Open(sealedWith), Sample());

        PrxAuthException failure = await ReadFailsAsync(_fixture.Open(openedWith), PrxAuthError.MasterKeyWrong);

        Assert.DoesNotContain("passphrase'", failure.Message + failure.Recommendation, StringComparison.Ordinal);
        await FailsAsync(PrxAuthError.MasterKeyWrong, () => WriteAsync(_fixture.Open(openedWith), Sample() with { Generation = 1 }));
    }

    [Theory]
    [InlineData(RawKey)]
    [InlineData("a passphrase")]
    public async Task A_missing_master_key_is_its_own_failure(string sealedWith)
    {
        await WriteAsync(_fixture.Open(sealedWith), Sample());

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.MasterKeyMissing);
    }

    [Theory]
    [InlineData("hex:0011")]
    [InlineData("hex:zz0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f")]
    [InlineData("base64:AAEC")]
    [InlineData(" \t\n")]
    public async Task A_key_that_names_itself_one_and_is_none_is_not_taken_for_a_passphrase(string malformed)
    {
        PrxAuthException failure = await FailsAsync(
            PrxAuthError.MasterKeyInvalid, () => WriteAsync(_fixture.Open(malformed), Sample()));

        Assert.DoesNotContain("0102030405", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_fixture.HeaderFile));
    }

    [Fact]
    public async Task A_master_key_is_ignored_by_a_store_that_the_machine_sealed()
    {
        await WriteAsync(_fixture.Open(), Sample());

        Assert.NotNull(await _fixture.Open("a passphrase").ReadAsync(Work, Cancellation));
    }

    [Fact]
    public async Task A_master_key_that_is_set_later_in_the_session_is_seen()
    {
        await WriteAsync(_fixture.Open(RawKey), Sample());
        string? masterKey = null;
        KeySourceOptions keys = Keys(_fixture.MachineIdFile, null) with { MasterKey = () => Secret.FromNullable(masterKey) };
        using FileCredentialStore store = new(_fixture.StoreDirectory, keys, TimeProvider.System);
        await ReadFailsAsync(store, PrxAuthError.MasterKeyMissing);

        masterKey = RawKey;

        Assert.NotNull(await store.ReadAsync(Work, Cancellation));
    }

    [Fact]
    public async Task A_changed_machine_is_its_own_failure_and_passes_when_the_id_is_back()
    {
        await WriteAsync(_fixture.Open(), Sample());
        FileCredentialStore store = _fixture.Open();
        _fixture.SetMachineId("fedcba9876543210fedcba9876543210");
        await ReadFailsAsync(store, PrxAuthError.MachineChanged);

        _fixture.SetMachineId(MachineId);

        Assert.NotNull(await store.ReadAsync(Work, Cancellation));
    }

    [Fact]
    public async Task A_machine_without_identity_can_neither_make_nor_open_a_store_that_needs_one()
    {
        _fixture.SetMachineId("uninitialized");
        PrxAuthException making = await FailsAsync(PrxAuthError.MachineIdMissing, () => WriteAsync(_fixture.Open(), Sample()));
        _fixture.SetMachineId(MachineId);
        await WriteAsync(_fixture.Open(), Sample());
        File.Delete(_fixture.MachineIdFile);

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.MachineIdMissing);
        Assert.Contains("PRX_MASTER_KEY", making.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(33)]
    public async Task A_missing_or_damaged_install_secret_is_its_own_failure(int? size)
    {
        await WriteAsync(_fixture.Open(), Sample());
        foreach (string file in Both(_fixture.InstallSecretFile))
        {
            if (size is { } bytes)
            {
                await File.WriteAllBytesAsync(file, new byte[bytes], Cancellation);
            }
            else
            {
                File.Delete(file);
            }
        }

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.InstallSecretMissing);
    }

    [Fact]
    public async Task A_lost_header_is_never_replaced_while_profiles_need_it()
    {
        await WriteAsync(_fixture.Open(), Sample());
        Array.ForEach(Both(_fixture.HeaderFile), File.Delete);

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreHeaderInvalid);
        await FailsAsync(PrxAuthError.StoreHeaderInvalid, () => WriteAsync(_fixture.Open(), Sample()));
        await FailsAsync(
            PrxAuthError.StoreHeaderInvalid, async () => await _fixture.Open().ListAsync(null, Cancellation).ToListAsync(Cancellation));
        Assert.False(File.Exists(_fixture.HeaderFile));
    }

    [Fact]
    public async Task A_store_whose_making_was_cut_short_is_made_anew()
    {
        await WriteAsync(_fixture.Open(), Sample());
        Array.ForEach(Both(_fixture.HeaderFile), File.Delete);
        File.Delete(_fixture.WorkFile);

        await WriteAsync(_fixture.Open(), Sample());

        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
    }

    [Theory]
    [InlineData("version", "0")]
    [InlineData("format", "\"other\"")]
    [InlineData("store_id", "\"00\"")]
    [InlineData("store_id", "null")]
    [InlineData("key_source", "\"tpm\"")]
    [InlineData("key_check", "\"zz4b07480f88a5c3bd602a624655e590\"")]
    [InlineData("install_secret_check", "null")]
    [InlineData("install_secret", "\"../install.key\"")]
    [InlineData("install_secret", "\"install-0123456789ABCDEF.key\"")]
    [InlineData("install_secret", "\"store.json\"")]
    [InlineData("previous", "{}")]
    [InlineData("previous", """{"key_source":"raw-key","key_check":"00"}""")]
    [InlineData("previous", """{"key_source":"machine","key_check":"2b4b07480f88a5c3bd602a624655e590"}""")]
    [InlineData("kdf", """{"name":"argon2id","memory_kib":64,"passes":1,"parallelism":1,"salt":"a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"}""")]
    public async Task A_header_that_version_1_does_not_write_is_refused(string member, string value)
    {
        await WriteAsync(_fixture.Open(), Sample());
        ChangeHeader(header => header[member] = JsonNode.Parse(value));

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreHeaderInvalid);
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        await WriteAsync(_fixture.Open(), Sample());
        JsonObject header = JsonNode.Parse(await File.ReadAllTextAsync(_fixture.HeaderFile, Cancellation))!.AsObject();
        header["version"] = 2;
        await File.WriteAllTextAsync(_fixture.HeaderFile, header.ToJsonString(), Cancellation);

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreTooNew);
        await FailsAsync(PrxAuthError.StoreTooNew, () => WriteAsync(_fixture.Open(), Sample()));
        Assert.Equal(2, JsonNode.Parse(await File.ReadAllTextAsync(_fixture.HeaderFile, Cancellation))!["version"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{\"format\":\"prx-auth-store\",\"format\":\"prx-auth-store\"}")]
    public async Task A_header_that_is_no_object_is_refused(string text)
    {
        await WriteAsync(_fixture.Open(), Sample());
        Array.ForEach(Both(_fixture.HeaderFile), file => File.WriteAllText(file, text));

        await ReadFailsAsync(_fixture.Open(), PrxAuthError.StoreHeaderInvalid);
    }

    [Theory]
    [InlineData("memory_kib", 1048577)]
    [InlineData("memory_kib", 7)]
    [InlineData("passes", 17)]
    [InlineData("passes", 0)]
    [InlineData("parallelism", 2)]
    public async Task A_cost_beyond_the_cap_is_refused_before_it_is_paid(string member, int value)
    {
        await WriteAsync(_fixture.Open("a passphrase"), Sample());
        ChangeHeader(header => header["kdf"]![member] = value);

        await ReadFailsAsync(_fixture.Open("a passphrase"), PrxAuthError.StoreHeaderInvalid);
    }

    [Fact]
    public async Task A_member_that_a_later_version_may_add_to_the_header_does_no_harm()
    {
        await WriteAsync(_fixture.Open(), Sample());
        ChangeHeader(static header => header["note"] = "x");

        Assert.NotNull(await _fixture.Open().ReadAsync(Work, Cancellation));
    }

    private void ChangeHeader(Action<JsonObject> change)
    {
        JsonObject header = JsonNode.Parse(File.ReadAllText(_fixture.HeaderFile))!.AsObject();
        change(header);
        Array.ForEach(Both(_fixture.HeaderFile), file => File.WriteAllText(file, header.ToJsonString()));
    }
}
