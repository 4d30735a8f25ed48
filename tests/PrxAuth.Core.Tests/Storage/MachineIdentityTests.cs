using PrxAuth.Core.Storage.Keys;
using Xunit;

namespace PrxAuth.Core.Tests.Storage;

public sealed class MachineIdentityTests : IDisposable
{
    private readonly StoreFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData("0123456789abcdef0123456789abcdef\n", "0123456789abcdef0123456789abcdef")]
    [InlineData("  0123456789ABCDEF0123456789ABCDEF  ", "0123456789abcdef0123456789abcdef")]
    [InlineData("uninitialized\n", null)]
    [InlineData("", null)]
    [InlineData("0123456789abcdef0123456789abcde", null)]
    [InlineData("0123456789abcdef0123456789abcdeg", null)]
    [InlineData("00000000000000000000000000000000", null)]
    public void Only_32_hexadecimal_digits_are_a_linux_machine_id(string text, string? identity)
    {
        File.WriteAllText(_fixture.MachineIdFile, text);

        Assert.Equal(identity, new LinuxMachineIdentity(_fixture.MachineIdFile).Read());
    }

    [Fact]
    public void The_second_file_counts_when_the_first_says_nothing()
    {
        string missing = Path.Join(_fixture.Root, "missing");

        Assert.Equal(StoreFixture.MachineId, new LinuxMachineIdentity(missing, _fixture.MachineIdFile).Read());
        Assert.Null(new LinuxMachineIdentity(missing, _fixture.Root).Read());
    }

    [Theory]
    [InlineData("  \"IOPlatformUUID\" = \"564DAB12-34CD-56EF-7890-ABCDEF012345\"\n", "564dab12-34cd-56ef-7890-abcdef012345")]
    [InlineData("  \"IOPlatformSerialNumber\" = \"564DAB12-34CD-56EF-7890-ABCDEF012345\"\n", null)]
    [InlineData("", null)]
    public void The_platform_uuid_is_found_in_what_macos_prints(string output, string? identity) =>
        Assert.Equal(identity, MacMachineIdentity.Parse(output));
}
