using System.Runtime.Versioning;

namespace PrxAuth.Core.Storage.Files;

/// <summary>
/// Whether nobody but its owner can change what lies in a directory: not by writing into it, nor by a link on the way to it,
/// nor from a directory above that everybody can write.
/// </summary>
internal static class PathTrust
{
    private const int MostLinks = 40;

    /// <summary>Checks an existing directory.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreUntrusted"/>.</exception>
    internal static void Check(string directory)
    {
        if (OperatingSystem.IsWindows())
        {
            // The profile folder's access list lets in nobody but the user; it is inherited.
            return;
        }

        CheckDirectory(directory, WalkTo(directory));
    }

    /// <summary>Checks that a file with key material is open to its owner alone.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreUntrusted"/>.</exception>
    internal static void CheckPrivate(string file)
    {
        if (!OperatingSystem.IsWindows() && UnixFileFacts.Of(file, followLink: true) is { } facts && facts.IsOpenToOthers)
        {
            throw StoreFailure.Untrusted(file, "can be read or written by others", $"chmod 600 {Quoted(file)}");
        }
    }

    /// <summary>Checks that a name in the store is no link, which would lead out of it.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreUntrusted"/>.</exception>
    internal static void CheckIsNoLink(string file)
    {
        if (new FileInfo(file).LinkTarget is not null)
        {
            throw IsLink(file);
        }
    }

    internal static PrxAuthException IsLink(string file) =>
        StoreFailure.Untrusted(file, "is a link, which no file of the store may be", $"rm {Quoted(file)}");

    [UnsupportedOSPlatform("windows")]
    private static void CheckDirectory(string directory, UnixFileFacts facts)
    {
        if (facts.Owner is { } owner && owner != NativeMethods.EffectiveUserId())
        {
            throw StoreFailure.Untrusted(
                directory, $"belongs to another user (uid {owner})", $"sudo chown -R \"$(id -u)\" {Quoted(directory)}");
        }

        if (facts.IsWritableByOthers)
        {
            throw StoreFailure.Untrusted(directory, "can be written by others", $"chmod 700 {Quoted(directory)}");
        }
    }

    // Goes down from the root one name at a time, links included, and returns the facts of what it arrives at.
    [UnsupportedOSPlatform("windows")]
    private static UnixFileFacts WalkTo(string directory)
    {
        string current = "/";
        UnixFileFacts root = UnixFileFacts.Of(current, followLink: false) ?? default;
        UnixFileFacts facts = root;
        Stack<string> rest = new(Names(directory));
        int links = 0;
        while (rest.TryPop(out string? name))
        {
            if (name is "." or "..")
            {
                current = name == "." ? current : Path.GetDirectoryName(current) ?? "/";
                facts = UnixFileFacts.Of(current, followLink: false) ?? root;
                continue;
            }

            if (facts.IsWritableByEverybody && !facts.IsSticky)
            {
                throw StoreFailure.Untrusted(
                    directory, $"lies below '{current}', which everybody can write", $"chmod o-w {Quoted(current)}");
            }

            string next = Path.Join(current, name);
            UnixFileFacts found = UnixFileFacts.Of(next, followLink: false)
                ?? throw StoreFailure.Reading(directory, new DirectoryNotFoundException(next));
            if (found.LinkTarget is not { } target)
            {
                (current, facts) = (next, found);
                continue;
            }

            CheckLink(directory, next, found, root);
            if (++links > MostLinks)
            {
                throw StoreFailure.Untrusted(directory, "is reached through a ring of links", $"namei -l {Quoted(directory)}");
            }

            current = target.StartsWith('/') ? "/" : current;
            facts = UnixFileFacts.Of(current, followLink: false) ?? root;
            foreach (string part in Names(target))
            {
                rest.Push(part);
            }
        }

        return facts;
    }

    // The system's own links (/home -> /var/home) belong to whom the root directory belongs to: root, or, seen from within
    // a user namespace, somebody without a name.
    [UnsupportedOSPlatform("windows")]
    private static void CheckLink(string directory, string link, UnixFileFacts facts, UnixFileFacts root)
    {
        if (facts.Owner is { } owner && owner != 0 && owner != root.Owner && owner != NativeMethods.EffectiveUserId())
        {
            throw StoreFailure.Untrusted(
                directory, $"is reached through '{link}', a link of another user (uid {owner})", $"ls -ld {Quoted(link)}");
        }
    }

    private static IEnumerable<string> Names(string path) => path.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse();

    private static string Quoted(string path) => $"'{path.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
