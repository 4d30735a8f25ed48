using System.Runtime.Versioning;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tests.Storage;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Diagnosis;

[UnsupportedOSPlatform("windows")]
public sealed class StoreKeyCheckTests : IDisposable
{
    private const string Passphrase = "canary passphrase";

    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task A_store_of_this_machine_opens()
    {
        await WriteAsync(_fixture.Open(), Sample());

        Finding[] findings = await LookAsync();

        Assert.Equal(
            [
                FindingNames.MachineId, FindingNames.MasterKey, FindingNames.KeySource, FindingNames.InstallSecret, FindingNames.StoreCopies,
                FindingNames.StoreUnlock,
            ],
            findings.Select(finding => finding.Name));
        Assert.All(findings, finding => Assert.Equal(FindingStatus.Ok, finding.Status));
        findings.Says(FindingNames.KeySource, FindingStatus.Ok, "The store is sealed with the machine's identity");
        Assert.All(findings, finding => Assert.DoesNotContain(MachineId, finding.ToString(), StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(null, "the machine's identity")]
    [InlineData(Passphrase, "a passphrase")]
    [InlineData(RawKey, "a random key")]
    public async Task What_a_new_store_would_be_sealed_with_is_told_and_none_is_made(string? masterKey, string words)
    {
        Finding[] findings = await LookAsync(masterKey);

        findings.Says(FindingNames.KeySource, FindingStatus.Ok, $"A new store would be sealed with {words}");
        Assert.All(findings, finding => Assert.Equal(FindingStatus.Ok, finding.Status));
        Assert.False(Directory.Exists(_fixture.StoreDirectory));
    }

    [Theory]
    [InlineData("uninitialized", "has not been set up yet")]
    [InlineData("00000000000000000000000000000000", "nothing but zeros")]
    [InlineData("", "is empty")]
    [InlineData("not-an-identity", "32 hexadecimal digits")]
    [InlineData(null, "is missing")]
    public async Task A_machine_without_identity_fails_only_where_one_is_needed(string? content, string why)
    {
        if (content is null)
        {
            File.Delete(_fixture.MachineIdFile);
        }
        else
        {
            _fixture.SetMachineId(content);
        }

        (await LookAsync()).Says(FindingNames.MachineId, FindingStatus.Failed, why, "PRX_MASTER_KEY");
        (await LookAsync(RawKey)).Says(FindingNames.MachineId, FindingStatus.Ok, why);
    }

    [Fact]
    public async Task A_lost_machine_id_and_another_one_keep_the_store_shut()
    {
        await WriteAsync(_fixture.Open(), Sample());
        _fixture.SetMachineId("fedcba9876543210fedcba9876543210");
        (await LookAsync()).Says(FindingNames.StoreUnlock, FindingStatus.Failed, "another machine", "Bring the former machine id back");

        File.Delete(_fixture.MachineIdFile);
        Finding[] findings = await LookAsync();
        findings.Says(FindingNames.MachineId, FindingStatus.Failed, "is missing");
        findings.Says(FindingNames.StoreUnlock, FindingStatus.Failed, "this machine has none");
    }

    [Fact]
    public async Task In_a_container_the_machine_id_is_nothing_to_rely_on()
    {
        (await LookAsync(container: "/.dockerenv")).Says(FindingNames.ContainerKey, FindingStatus.Warning, "/.dockerenv", "PRX_MASTER_KEY");

        Assert.DoesNotContain(await LookAsync(RawKey, "/.dockerenv"), finding => finding.Name == FindingNames.ContainerKey);
    }

    [Theory]
    [InlineData("0::/", false)]
    [InlineData("0::/system.slice/docker.service", false)]
    [InlineData("0::/user.slice/user-1000.slice/session-2.scope", false)]
    [InlineData("4:memory:/docker/0123456789ab", true)]
    [InlineData("0::/kubepods.slice/kubepods-besteffort.slice/x", true)]
    [InlineData("0::/system.slice/docker-0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef.scope", true)]
    public void Control_groups_tell_a_container_from_the_service_of_its_runtime(string groups, bool expected) =>
        Assert.Equal(expected, ContainerSigns.IsContainer(groups));

    [Theory]
    [InlineData(RawKey, null, "PRX_MASTER_KEY is not set")]
    [InlineData(RawKey, "hex:ff02030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f00", "another key")]
    [InlineData(RawKey, Passphrase, "this is a passphrase")]
    [InlineData(Passphrase, "another canary passphrase", "another key")]
    public async Task A_wrong_or_missing_master_key_keeps_the_store_shut(string sealedWith, string? masterKey, string why)
    {
        await WriteAsync(_fixture.Open(sealedWith), Sample());

        Finding[] findings = await LookAsync(masterKey);

        findings.Says(FindingNames.StoreUnlock, FindingStatus.Failed, why, "Set PRX_MASTER_KEY");
        Assert.All(findings, finding => Assert.DoesNotContain("canary", finding.ToString(), StringComparison.Ordinal));
        (await LookAsync(sealedWith)).Says(FindingNames.StoreUnlock, FindingStatus.Ok, "opens");
    }

    [Fact]
    public async Task A_master_key_that_the_machines_store_ignores_is_warned_of()
    {
        await WriteAsync(_fixture.Open(), Sample());

        Finding[] findings = await LookAsync(Passphrase);

        findings.Says(FindingNames.MasterKey, FindingStatus.Warning, "not used", "PRX_MASTER_KEY");
        findings.Says(FindingNames.StoreUnlock, FindingStatus.Ok, "opens");
    }

    [Fact]
    public async Task A_master_key_that_is_none_is_told_before_a_store_is_made_with_it() =>
        (await LookAsync("hex:canary")).Says(FindingNames.MasterKey, FindingStatus.Failed, "64 hexadecimal digits", "openssl rand");

    [Fact]
    public async Task A_passphrase_that_costs_less_than_today_is_warned_of()
    {
        await WriteAsync(_fixture.Open(Passphrase), Sample());

        (await LookAsync(Passphrase)).Says(FindingNames.PassphraseCost, FindingStatus.Ok, "a try");
        (await LookAsync(Passphrase, cost: new Argon2Cost(128, 1))).Says(FindingNames.PassphraseCost, FindingStatus.Warning, "today it would be");
        (await LookAsync(Passphrase, cost: new Argon2Cost(64, 2))).Says(FindingNames.PassphraseCost, FindingStatus.Warning, "today it would be");
    }

    [Fact]
    public async Task An_install_secret_that_is_missing_damaged_or_open_is_told()
    {
        await WriteAsync(_fixture.Open(), Sample());
        byte[] secret = await File.ReadAllBytesAsync(_fixture.InstallSecretFile, Cancellation);
        File.SetUnixFileMode(_fixture.InstallSecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        (await LookAsync()).Says(FindingNames.InstallSecret, FindingStatus.Failed, "read or written by others", "chmod 600");

        File.SetUnixFileMode(_fixture.InstallSecretFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        secret[0] ^= 1;
        await File.WriteAllBytesAsync(_fixture.InstallSecretFile, secret, Cancellation);
        Finding[] oneLeft = await LookAsync();
        oneLeft.Says(FindingNames.InstallSecret, FindingStatus.Ok, "the store's own");
        oneLeft.Says(FindingNames.StoreCopies, FindingStatus.Warning, "damaged", "Update-PrxAuthToken");
        await File.WriteAllBytesAsync(_fixture.InstallSecretFile + ".copy", secret, Cancellation);
        (await LookAsync()).Says(FindingNames.InstallSecret, FindingStatus.Failed, "is damaged");

        Array.ForEach(Both(_fixture.InstallSecretFile), File.Delete);
        (await LookAsync()).Says(FindingNames.InstallSecret, FindingStatus.Failed, "is missing", "backup");
    }

    [Fact]
    public async Task A_re_seal_that_was_not_finished_is_told()
    {
        await WriteAsync(_fixture.Open(), Sample());
        using var leaving = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        FileCredentialStore store = _fixture.Open();
        using (ICredentialSection held = await _fixture.Open().EnterAsync(Work, LongWait, Cancellation))
        {
            Task reseal = store.ResealAsync(new ResealRequest(), leaving.Token);
            while (!File.ReadAllText(_fixture.HeaderFile).Contains("previous", StringComparison.Ordinal))
            {
                await Task.Yield();
            }

            await leaving.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reseal);
        }

        (await LookAsync()).Says(FindingNames.StoreReseal, FindingStatus.Warning, "not finished", "Protect-PrxAuthStore");
        await store.ResealAsync(new ResealRequest(), Cancellation);
        Assert.DoesNotContain(await LookAsync(), finding => finding.Name == FindingNames.StoreReseal);
    }

    [Fact]
    public async Task A_header_that_is_missing_or_damaged_is_told()
    {
        await WriteAsync(_fixture.Open(), Sample());
        File.Delete(_fixture.HeaderFile);
        Finding[] oneLeft = await LookAsync();
        oneLeft.Says(FindingNames.StoreUnlock, FindingStatus.Ok, "opens");
        oneLeft.Says(FindingNames.StoreCopies, FindingStatus.Warning, "there once only", "Update-PrxAuthToken");

        File.Delete(_fixture.HeaderFile + ".copy");
        (await LookAsync()).Says(FindingNames.StoreUnlock, FindingStatus.Failed, "are missing", "backup");

        await File.WriteAllTextAsync(_fixture.HeaderFile, "{", Cancellation);
        PrxAuthException failure = await Assert.ThrowsAsync<PrxAuthException>(() => LookAsync());
        Assert.Equal(PrxAuthError.StoreHeaderInvalid, failure.Error);
    }

    private Task<Finding[]> LookAsync(string? masterKey = null, string? container = null, Argon2Cost? cost = null) => new StoreKeyCheck(
        new ProfilePaths(_fixture.StoreDirectory),
        Keys(_fixture.MachineIdFile, masterKey) with { PassphraseCost = cost ?? CheapCost },
        container,
        TimeProvider.System).LookAsync();
}
