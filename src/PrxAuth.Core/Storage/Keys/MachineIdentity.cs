using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using Microsoft.Win32;

namespace PrxAuth.Core.Storage.Keys;

/// <summary>Tells which machine this is, by an identity that outlives a change of its name.</summary>
public interface IMachineIdentity
{
    /// <summary>The identity in lower case; null when the machine has none that can be relied on.</summary>
    string? Read();
}

/// <summary>The machine identities that operating systems keep.</summary>
public static class MachineIdentity
{
    /// <summary>The identity of the system we run on. Nothing is read before it is asked.</summary>
    public static IMachineIdentity ForThisSystem() =>
        OperatingSystem.IsWindows() ? new WindowsMachineIdentity()
        : OperatingSystem.IsMacOS() ? new MacMachineIdentity()
        : new LinuxMachineIdentity("/etc/machine-id", "/var/lib/dbus/machine-id");
}

/// <summary>The first of the files that holds 32 hexadecimal digits. An image that is not booted yet holds <c>uninitialized</c>.</summary>
internal sealed class LinuxMachineIdentity(params string[] paths) : IMachineIdentity
{
    private const int Digits = 32;

    public string? Read()
    {
        foreach (string path in paths)
        {
            if (Identity(path) is { } identity)
            {
                return identity;
            }
        }

        return null;
    }

    /// <summary>What is wrong with each of the files, for people; never what a good one holds.</summary>
    internal string WhyNone() => string.Join(", ", paths.Select(path => $"'{path}' {Fault(path)}"));

    private static string? Identity(string path)
    {
        try
        {
            string text = File.ReadAllText(path).Trim();
            return IsIdentity(text) ? text.ToLowerInvariant() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsIdentity(string text) =>
        text.Length == Digits && text.All(char.IsAsciiHexDigit) && text.Any(static c => c != '0');

    private static string Fault(string path)
    {
        try
        {
            string text = File.ReadAllText(path).Trim();
            return text.Length == 0 ? "is empty"
                : text == "uninitialized" ? "says that the system has not been set up yet"
                : text.All(static c => c == '0') ? "holds nothing but zeros"
                : IsIdentity(text) ? "holds an identity"
                : "does not hold 32 hexadecimal digits";
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return "is missing";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "cannot be read";
        }
    }
}

/// <summary><c>MachineGuid</c>, which Windows makes when it is installed.</summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsMachineIdentity : IMachineIdentity
{
    public string? Read()
    {
        using RegistryKey machine = RegistryKey.OpenBaseKey(RegistryHive.LocalMachine, RegistryView.Registry64);
        using RegistryKey? cryptography = machine.OpenSubKey(@"SOFTWARE\Microsoft\Cryptography");
        return Guid.TryParse(cryptography?.GetValue("MachineGuid") as string, out Guid identity) ? identity.ToString("D") : null;
    }
}

/// <summary><c>IOPlatformUUID</c>, which the hardware carries.</summary>
internal sealed partial class MacMachineIdentity : IMachineIdentity
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    public string? Read()
    {
        try
        {
            using Process? process = Process.Start(new ProcessStartInfo("/usr/sbin/ioreg", ["-rd1", "-c", "IOPlatformExpertDevice"])
            {
                RedirectStandardOutput = true,
                UseShellExecute = false,
            });
            if (process is null)
            {
                return null;
            }

            Task<string> output = process.StandardOutput.ReadToEndAsync();
            if (!output.Wait(Limit))
            {
                process.Kill();
                return null;
            }

            return Parse(output.Result);
        }
        catch (Exception e) when (e is Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
    }

    internal static string? Parse(string output)
    {
        Match match = PlatformUuid().Match(output);
        return match.Success && Guid.TryParse(match.Groups[1].ValueSpan, out Guid identity) ? identity.ToString("D") : null;
    }

    [GeneratedRegex("\"IOPlatformUUID\"\\s*=\\s*\"([0-9A-Fa-f-]{36})\"", RegexOptions.CultureInvariant)]
    private static partial Regex PlatformUuid();
}
