using System.Collections.Concurrent;

namespace PrxAuth.Core.Storage.Files;

/// <summary>The store's directories: created when something is written, and trusted only after a look, once for each.</summary>
internal sealed class StoreDirectories(DurableWriter writer)
{
    private readonly ConcurrentDictionary<string, bool> _trusted = new(StringComparer.Ordinal);

    /// <summary>Makes a directory if it is missing, and checks it.</summary>
    internal void Ensure(string directory)
    {
        writer.CreateDirectory(directory);
        IsThere(directory);
    }

    /// <summary>Whether the directory exists, checked. Once it was found good, nothing is looked at again.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreUntrusted"/>.</exception>
    internal bool IsThere(string directory)
    {
        if (_trusted.ContainsKey(directory))
        {
            return true;
        }

        try
        {
            if (!Presence.OfDirectory(directory))
            {
                return false;
            }
        }
        catch (IOException e)
        {
            throw StoreFailure.Reading(directory, e);
        }

        PathTrust.Check(directory);
        _trusted[directory] = true;
        return true;
    }
}
