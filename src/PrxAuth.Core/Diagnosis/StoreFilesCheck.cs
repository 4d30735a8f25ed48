using PrxAuth.Core.Flows;
using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Every file of the store: whose it is, who can read it, and what should not lie there.</summary>
internal sealed class StoreFilesCheck(ProfilePaths paths, TimeProvider time) : IDiagnosticCheck
{
    // A write takes milliseconds: what is younger may be one that is under way.
    private static readonly TimeSpan s_longestWrite = TimeSpan.FromMinutes(1);

    public FindingArea Area => FindingArea.Files;

    public string Name => FindingNames.StoreFiles;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look(cancellationToken).ToAsyncEnumerable();

    /// <summary>All that lies in the store, as deep as PrxAuth writes: links are seen, not followed.</summary>
    internal static IEnumerable<string> Entries(string root)
    {
        foreach (string entry in Directory.EnumerateFileSystemEntries(root).Order(StringComparer.Ordinal))
        {
            if (!Directory.Exists(entry))
            {
                yield return entry;
                continue;
            }

            foreach (string inner in Directory.EnumerateFileSystemEntries(entry).Order(StringComparer.Ordinal))
            {
                yield return inner;
            }
        }
    }

    private IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(paths.Root))
        {
            yield break;
        }

        int files = 0;
        int findings = 0;
        foreach (string path in Entries(paths.Root))
        {
            cancellationToken.ThrowIfCancellationRequested();
            files++;
            foreach (Finding finding in LookAt(path))
            {
                findings++;
                yield return finding;
            }
        }

        if (findings == 0)
        {
            yield return Finding.Ok(Area, Name, $"{files} files, all of them PrxAuth's and yours alone.", paths.Root);
        }
    }

    private IEnumerable<Finding> LookAt(string path)
    {
        StoreFileKind kind = Directory.Exists(path) ? StoreFileKind.Unknown : paths.KindOf(path);
        foreach (Finding finding in OperatingSystem.IsWindows() ? [] : LookAtFacts(path, kind))
        {
            yield return finding;
        }

        switch (kind)
        {
            case StoreFileKind.Temporary when time.GetUtcNow() - File.GetLastWriteTimeUtc(path) > s_longestWrite:
                yield return Finding.Warning(
                    Area, FindingNames.FileLeftover, $"'{path}' is what a killed process had written so far.",
                    "The next write of that file takes it away; so may you.", path);
                break;
            case StoreFileKind.Pending when time.GetUtcNow() - File.GetLastWriteTimeUtc(path) > PendingSignIn.Lifetime:
                yield return Finding.Warning(
                    Area, FindingNames.FileLeftover, $"'{path}' is a sign-in that nobody finished in time.",
                    "The next sign-in to that provider takes it away; so may you.", path);
                break;
            case StoreFileKind.SetAside:
                yield return Finding.Warning(
                    Area, FindingNames.FileSetAside, $"'{path}' is a profile that did not open and was kept when somebody signed in again.",
                    "Delete it, unless you want to find out what damaged it.", path);
                break;
            case StoreFileKind.Unknown:
                yield return Finding.Warning(
                    Area, FindingNames.FileUnknown, $"'{path}' is not a file of PrxAuth.", "Move it away, if it is yours.", path);
                break;
            default:
                break;
        }
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private IEnumerable<Finding> LookAtFacts(string path, StoreFileKind kind)
    {
        if (UnixFileFacts.Of(path, followLink: false) is not { } facts)
        {
            yield break;
        }

        if (facts.Owner is { } owner && owner != NativeMethods.EffectiveUserId())
        {
            yield return Finding.Failed(
                Area, FindingNames.FileOwner, $"'{path}' belongs to another user (uid {owner}). Did PrxAuth run with sudo?",
                $"Run: sudo chown -hR \"$(id -u)\" {PathTrust.Quoted(paths.Root)}", path);
        }

        if (facts.LinkTarget is not null)
        {
            yield return Finding.Warning(
                Area, FindingNames.FileLink, $"'{path}' is a symbolic link. The next write replaces the link, and what it leads to stays as it was.",
                "Put the file itself in its place.", path);
        }
        else if (kind != StoreFileKind.Unknown && facts.HardLinks > 1)
        {
            yield return Finding.Warning(
                Area, FindingNames.FileLink, $"'{path}' has {facts.HardLinks} names. Under the others, its tokens outlive a sign-out.",
                $"Find them with: find / -xdev -samefile {PathTrust.Quoted(path)}", path);
        }

        if (facts.IsOpenToOthers && kind != StoreFileKind.Unknown)
        {
            yield return Finding.Failed(
                Area, FindingNames.FilePrivate, $"'{path}' is open to others.", $"Run: chmod 600 {PathTrust.Quoted(path)}", path);
        }
    }
}
