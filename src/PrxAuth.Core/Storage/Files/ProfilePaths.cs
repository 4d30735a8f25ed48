using System.Globalization;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Format;

namespace PrxAuth.Core.Storage.Files;

/// <summary>Where things lie in a store. Names are lower case on disk: one profile is one file on every file system.</summary>
internal sealed class ProfilePaths(string root)
{
    internal const string SealedExtension = ".sealed";
    internal const string LockExtension = ".lock";
    internal const string PendingExtension = ".pending";
    private const string DamagedExtension = ".damaged-";
    private const string CopyExtension = ".copy";

    internal string Root { get; } = root;

    internal string Header { get; } = Path.Join(root, "store.json");

    internal string StoreLock { get; } = Path.Join(root, "store.lock");

    internal string ResealLock { get; } = Path.Join(root, "reseal.lock");

    internal string InstallSecret(string name) => Path.Join(Root, name);

    /// <summary>Every install secret that is there: itself, its copy, or what a killed writer left of them.</summary>
    internal IEnumerable<string> InstallSecrets() => System.IO.Directory.EnumerateFiles(Root, "install*.key*")
        .Select(static path => Without(CopyExtension, Without(DurableWriter.TemporarySuffix, path)))
        .Where(static path => KeySlot.IsInstallSecretName(Path.GetFileName(path)))
        .Distinct(StringComparer.Ordinal)
        .ToArray();

    /// <summary>The second copy of a file that all profiles hang on.</summary>
    internal static string Copy(string path) => path + CopyExtension;

    internal string Directory(string provider) => Path.Join(Root, provider.ToLowerInvariant());

    internal string Sealed(ProfileKey key) => File(key, SealedExtension);

    internal string Lock(ProfileKey key) => File(key, LockExtension);

    internal string Pending(ProfileKey key) => File(key, PendingExtension);

    /// <summary>A name that is free for a profile's file that does not open.</summary>
    internal string Damaged(ProfileKey key, DateTimeOffset now) => Damaged(File(key, string.Empty), now);

    /// <summary>A name that is free for a file that is damaged.</summary>
    internal static string Damaged(string name, DateTimeOffset now)
    {
        string path = $"{name}{DamagedExtension}{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        string free = path;
        for (int i = 2; Path.Exists(free); i++)
        {
            free = string.Create(CultureInfo.InvariantCulture, $"{path}-{i}");
        }

        return free;
    }

    /// <summary>The profiles on disk, in order, of one provider or of all; or the profiles that have a file of another kind.</summary>
    internal List<ProfileKey> Keys(string? provider, string extension = SealedExtension)
    {
        List<ProfileKey> keys = [];
        IEnumerable<string> directories = provider is null ? System.IO.Directory.EnumerateDirectories(Root) : [Directory(provider)];
        foreach (string directory in directories.Where(Presence.OfDirectory))
        {
            string providerName = Path.GetFileName(directory);
            keys.AddRange(System.IO.Directory.EnumerateFiles(directory)
                .Where(path => path.EndsWith(extension, StringComparison.Ordinal))
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
    internal bool HoldsProfiles() => Presence.OfDirectory(Root)
        && System.IO.Directory.EnumerateFiles(Root, "*" + SealedExtension, SearchOption.AllDirectories).Any();

    private static string Without(string suffix, string path) =>
        path.EndsWith(suffix, StringComparison.Ordinal) ? path[..^suffix.Length] : path;

    /// <summary>What a file of the store is, by its name and place.</summary>
    internal StoreFileKind KindOf(string path)
    {
        string name = Path.GetFileName(path);
        if (name.EndsWith(DurableWriter.TemporarySuffix, StringComparison.Ordinal))
        {
            return StoreFileKind.Temporary;
        }

        string folder = Path.GetDirectoryName(path)!;
        if (folder == Root)
        {
            string whole = Without(CopyExtension, path);
            bool isOurs = path == StoreLock || path == ResealLock || whole == Header || KeySlot.IsInstallSecretName(Path.GetFileName(whole));
            return isOurs ? StoreFileKind.OfTheStore
                : name.Contains(DamagedExtension, StringComparison.Ordinal) ? StoreFileKind.SetAside
                : StoreFileKind.Unknown;
        }

        string profile = Path.GetFileNameWithoutExtension(name);
        string extension = Path.GetExtension(name);
        return !IsStoredName(profile) || !IsStoredName(Path.GetFileName(folder)) ? StoreFileKind.Unknown
            : extension == SealedExtension ? StoreFileKind.Sealed
            : extension == LockExtension ? StoreFileKind.Lock
            : extension == PendingExtension ? StoreFileKind.Pending
            : extension.StartsWith(DamagedExtension, StringComparison.Ordinal) ? StoreFileKind.SetAside
            : StoreFileKind.Unknown;
    }

    private static bool IsStoredName(string name) => ProfileKey.IsValidName(name) && !name.Any(char.IsAsciiLetterUpper);

    private string File(ProfileKey key, string suffix) =>
        string.Concat(Directory(key.Provider), Path.DirectorySeparatorChar.ToString(), key.Profile.ToLowerInvariant(), suffix);
}

/// <summary>What a file of the store is.</summary>
internal enum StoreFileKind
{
    /// <summary>Nothing that PrxAuth writes.</summary>
    Unknown,
    /// <summary>The header, the install secret, a copy of them, or the store's lock.</summary>
    OfTheStore,
    /// <summary>A profile.</summary>
    Sealed,
    /// <summary>The lock of a profile.</summary>
    Lock,
    /// <summary>A sign-in that is not finished yet.</summary>
    Pending,
    /// <summary>What a write that is under way, or was killed, has so far.</summary>
    Temporary,
    /// <summary>A profile that did not open and was kept aside.</summary>
    SetAside,
}
