using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using PrxAuth.Core.Profiles;
using Xunit;
using static PrxAuth.Core.Tests.Storage.StoreFixture;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>docs/store-format.md is enough to read a store: a reader in Python, written from it, opens what PrxAuth sealed.</summary>
public sealed class PythonReaderTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(null)]
    [InlineData(RawKey)]
    [InlineData("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")]
    public async Task A_reader_in_another_language_opens_a_sealed_profile(string? masterKey)
    {
        Credential written = await WriteAsync(_fixture.Open(masterKey), Sample());
        await WriteAsync(_fixture.Open(masterKey), written with { Account = "bob" });

        (int status, string output) = await ReadAsync(MachineId, masterKey);

        Assert.Equal(0, status);
        JsonNode read = JsonNode.Parse(output)!;
        Assert.Equal(2, (int?)read["generation"]);
        Assert.Equal("Work", (string?)read["contents"]?["profile"]);
        Assert.Equal("bob", (string?)read["contents"]?["account"]);
        Assert.Equal(RefreshToken, (string?)read["contents"]?["tokens"]?["refresh_token"]);
    }

    [Fact]
    public async Task The_reader_refuses_another_machine_and_a_changed_file()
    {
        await WriteAsync(_fixture.Open(), Sample());
        Assert.Equal(1, (await ReadAsync("fedcba9876543210fedcba9876543210", null)).Status);

        byte[] file = await File.ReadAllBytesAsync(_fixture.WorkFile, Cancellation);
        file[40] ^= 1;
        await File.WriteAllBytesAsync(_fixture.WorkFile, file, Cancellation);

        Assert.Equal(1, (await ReadAsync(MachineId, null)).Status);
    }

    private async Task<(int Status, string Output)> ReadAsync(string machineId, string? masterKey)
    {
        ProcessStartInfo start = new(
            "python3",
            [RepositoryFiles.Path("tests/readers/read_profile.py"), _fixture.StoreDirectory, "google-gemini", "Work",
                "--machine-id", machineId])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PRX_MASTER_KEY"] = masterKey;
        try
        {
            using Process python = Process.Start(start)!;
            string output = await python.StandardOutput.ReadToEndAsync(Cancellation);
            await python.WaitForExitAsync(Cancellation);
            return (python.ExitCode, output);
        }
        catch (Win32Exception)
        {
            Assert.Skip("There is no python3 here.");
            throw;
        }
    }
}
