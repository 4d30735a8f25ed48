using System.Buffers;
using PrxAuth.Core;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Wire;

namespace PrxAuth.Fuzz.Targets;

/// <summary>Short texts that people, environments and providers give.</summary>
internal static class TextTargets
{
    private const int LongestCleanText = 301;
    private const string Page = "https://issuer.test/authorize?a=b&c=%s";

    private static readonly SearchValues<char> s_notInFileNames = SearchValues.Create("<>:\"\\|?* ");
    private static readonly ProfilePaths s_paths = new("/data/secrets");

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("duration", "a time as people write it", ReadDuration, "1h30m", "00:05:00", "7d", "90s", "10675199.02:48:05", "."),
        new("safe-text", "a provider's words; first line: a secret that may be among them", CleanText,
            "https://", "://", "?", "#", "@", "ghp_0123456789abcdefghijABCDEFGHIJ", "12345678-1234-1234-1234-123456789012", "\u200b", "\t"),
        new("member-path", "first line: the path of a member; the rest: the JSON", FindMember,
            "/", "~0", "~1", "~01", ".", "{\"a\":", "{\"\":1}", "\"email\"", "\\u0000", "/https:~1~1api.example.com~1auth/id"),
        new("profile-name", "a name of a profile", NameProfile, "CON", "com1", "nul.txt", ".", "..", "/", "\\", "@", "+", "\u00b9", "a.sealed", "COM0"),
        new("master-key", "PRX_MASTER_KEY", ReadMasterKey, "hex:", "base64:", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", " ",
            "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"),
        new("environment", "BROWSER and the output of ioreg", ReadEnvironment, "%s", "'", "\"", ":", ";", "\"IOPlatformUUID\" = \"", "firefox"),
    ];

    private static void ReadDuration(byte[] data)
    {
        if (Duration.TryParse(new FuzzInput(data).Text(), out TimeSpan duration))
        {
            Oracle.Demand(duration >= TimeSpan.Zero && duration <= TimeSpan.FromDays(3652.5), $"{duration} is no duration.");
        }
    }

    private static void CleanText(byte[] data)
    {
        FuzzInput input = new(data);
        string secret = input.Line();
        string clean = SafeText.Clean(input.Text(), Secret.FromNullable(secret));
        Oracle.IsFitToShow(clean.Replace(World.Subjects.Canary, "", StringComparison.Ordinal), "The clean text");
        Oracle.Demand(clean.Length <= LongestCleanText, $"The clean text has {clean.Length} characters.");

        // A few characters may stand in any text, and in the placeholder itself.
        bool isSecretEnough = secret.Length >= 8 && !Secret.Placeholder.Contains(secret, StringComparison.Ordinal);
        Oracle.Demand(!isSecretEnough || !clean.Contains(secret, StringComparison.Ordinal), "The clean text holds the secret.");
    }

    private static void FindMember(byte[] data)
    {
        FuzzInput input = new(data);
        string path = input.Line();
        if (StrictJson.TryParse(input.Text()) is { } root && MemberPath.TryFind(root, path, out string? text))
        {
            Oracle.Demand(text.Length > 0, "An empty member was found.");
        }
    }

    private static void NameProfile(byte[] data)
    {
        string name = new FuzzInput(data).Text();
        if (!ProfileKey.IsValidName(name))
        {
            _ = new ProfileKey("corp", name);
            throw new OracleException($"'{name}' is no name and names a profile.");
        }

        ProfileKey key = new("corp", name);
        string file = s_paths.Sealed(key);
        Oracle.Demand(Path.GetDirectoryName(file) == "/data/secrets/corp", $"'{file}' lies elsewhere.");
        Oracle.Demand(Path.GetFileNameWithoutExtension(file.AsSpan()).Equals(name, StringComparison.OrdinalIgnoreCase), $"'{file}' is not found again.");
        Oracle.Demand(Path.GetFullPath(file) == file, $"'{file}' is another file.");
        Oracle.Demand(!file.AsSpan("/data/secrets/".Length).ContainsAny(s_notInFileNames), $"'{file}' is no file on Windows.");
    }

    private static void ReadMasterKey(byte[] data)
    {
        if (Secret.FromNullable(new FuzzInput(data).Text()) is not { } secret)
        {
            return;
        }

        try
        {
            using MasterKey key = MasterKey.Parse(secret);
            Oracle.Demand(key.Source == KeySource.Passphrase ? key.Bytes.Length > 0 : key.Bytes.Length == MasterKey.RawKeySize, "The key has no size.");
        }
        catch (PrxAuthException failure)
        {
            string text = secret.Reveal().Trim();
            Oracle.Demand(text.Length < 12 || !failure.Message.Contains(text, StringComparison.Ordinal), "The failure tells the key.");
            throw;
        }
    }

    private static void ReadEnvironment(byte[] data)
    {
        string text = new FuzzInput(data).Text();
        foreach (BrowserCommand command in BrowserCommand.FromVariable(text, ':', Page))
        {
            Oracle.Demand(command.Arguments.Any(argument => argument.Contains(Page, StringComparison.Ordinal)), "The browser is not told the page.");
        }

        MacMachineIdentity.Parse(text);
    }
}
