using System.Globalization;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Format;

namespace PrxAuth.Core.Storage.Files;

/// <summary>Where things lie in a store. Names are lower case on disk: one profile is one file on every file system.</summary>
internal sealed class ProfilePaths(string root)
{
    internal const string SealedExtension = ".sealed";
    private const string CopySuffix = ".copy";

    internal string Root { get; } = root;

    internal string Header { get; } = Path.Join(root, "store.json");

    internal string StoreLock { get; } = Path.Join(root, "store.lock");

    internal string ResealLock { get; } = Path.Join(root, "reseal.lock");

    internal string InstallSecret(string name) => Path.Join(Root, name);

    /// <summary>Every install secret that is there, itself or as its copy.</summary>
    internal IEnumerable<string> InstallSecrets() => System.IO.Directory.EnumerateFiles(Root, "install*.key*")
        .Select(static path => path.EndsWith(CopySuffix, StringComparison.Ordinal) ? path[..^CopySuffix.Length] : path)
        .Where(static path => KeySlot.IsInstallSecretName(Path.GetFileName(path)))
        .Distinct(StringComparer.Ordinal)
        .ToArray();

    /// <summary>The second copy of a file that all profiles hang on.</summary>
    internal static string Copy(string path) => path + CopySuffix;

    internal string Directory(string provider) => Path.Join(Root, provider.ToLowerInvariant());

    internal string Sealed(ProfileKey key) => File(key, SealedExtension);

    internal string Lock(ProfileKey key) => File(key, ".lock");

    /// <summary>A name that is free for a profile's file that does not open.</summary>
    internal string Damaged(ProfileKey key, DateTimeOffset now) => Damaged(File(key, string.Empty), now);

    /// <summary>A name that is free for a file that is damaged.</summary>
    internal static string Damaged(string name, DateTimeOffset now)
    {
        string path = $"{name}.damaged-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        string free = path;
        for (int i = 2; Path.Exists(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{path}-{i}");
        }

        return free;
    }

    /// <summary>The profiles on disk, in order, of one provider or of all.</summary>
    internal List<ProfileKey> Keys(string? provider)
    {
        List<ProfileKey> keys = [];
        IEnumerable<string> directories = provider is null ? System.IO.Directory.EnumerateDirectories(Root) : [Directory(provider)];
        foreach (string directory in directories.Where(System.IO.Directory.Exists))
        {
            string providerName = Path.GetFileName(directory);
            keys.AddRange(System.IO.Directory.EnumerateFiles(directory)
                .Where(static path => path.EndsWith(SealedExtension, StringComparison.Ordinal))
                .Select(static path => Path.GetFileNameWithoutExtension(path))
                .Where(profile => IsStoredName(providerName) && IsStoredName(profile))
                .Select(profile => new ProfileKey(providerName, profile)));
        }

        keys.Sort(static (left, right) => string.CompareOrdinal(left.Provider, right.Provider) is not 0 and var byProvider
            ? byProvider
            : string.CompareOrdinal(left.Profile, right.Profile));
        return keys;
    }

    /// <summary>Whether any profile lies here, whatever its name.</summary>
    internal bool HoldsProfiles() =>
        System.IO.Directory.EnumerateFiles(Root, "*" + SealedExtension, SearchOption.AllDirectories).Any();

    private static bool IsStoredName(string name) => ProfileKey.IsValidName(name) && !name.Any(char.IsAsciiLetterUpper);

    private string File(ProfileKey key, string suffix) =>
        string.Concat(Directory(key.Provider), Path.DirectorySeparatorChar.ToString(), key.Profile.ToLowerInvariant(), suffix);
}
