using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Storage;

/// <summary>
/// Keeps credentials. Reading takes no lock; whatever changes a credential happens inside its exclusive section, which all processes
/// that share the store respect. Nothing above this interface knows where credentials lie.
/// </summary>
public interface ICredentialStore
{
    /// <summary>Reads one credential; null when there is none of that name.</summary>
    /// <exception cref="PrxAuthException">The store or the sealed file cannot be read.</exception>
    ValueTask<Credential?> ReadAsync(ProfileKey key, CancellationToken cancellationToken);

    /// <summary>Reads all credentials, or those of one provider, ordered by provider and profile. One that cannot be read is an entry with
    /// its failure, so that one damaged file never hides the others.</summary>
    IAsyncEnumerable<CredentialEntry> ListAsync(string? provider, CancellationToken cancellationToken);

    /// <summary>The names alone, without opening anything.</summary>
    IReadOnlyList<ProfileKey> ListKeys(string? provider);

    /// <summary>Enters the exclusive section of one credential, waiting for others at most <paramref name="wait"/>.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreBusy"/> after that time.</exception>
    ValueTask<ICredentialSection> EnterAsync(ProfileKey key, TimeSpan wait, CancellationToken cancellationToken);
}

/// <summary>The exclusive section of one credential; disposing it lets the next one in.</summary>
public interface ICredentialSection : IDisposable
{
    /// <summary>Reads the credential as it is now; null when there is none.</summary>
    ValueTask<Credential?> ReadAsync();

    /// <summary>Writes durably what follows the generation that <paramref name="credential"/> carries (0: there is none yet) and
    /// returns it with its new generation. Not cancellable: a refresh token that arrived must be kept.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.GenerationConflict"/> when the stored generation is another one.</exception>
    ValueTask<Credential> WriteAsync(Credential credential);

    /// <summary>Makes sure that the next write but one finds room, so that an answer which cannot be asked for again can be kept. What was
    /// reserved and not used is given back when the section ends.</summary>
    /// <exception cref="PrxAuthException">There is no room, or the store cannot be written.</exception>
    void ReserveRoom();

    /// <summary>Deletes the credential, readable or not; false when there was none.</summary>
    ValueTask<bool> DeleteAsync();
}

/// <summary>One line of a listing: a credential, or why it cannot be read.</summary>
/// <param name="Key">The profile.</param>
/// <param name="Credential">The credential, when it could be read.</param>
/// <param name="Failure">Why not, otherwise.</param>
public sealed record CredentialEntry(ProfileKey Key, Credential? Credential, PrxAuthException? Failure);
