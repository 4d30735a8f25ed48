using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage.Files;

namespace PrxAuth.Core.Configuration;

/// <summary>
/// Changes the config file, which is the user's own: every comment, blank line and key that is not meant stays as it is, byte for byte.
/// </summary>
/// <param name="lockPath">The permanent, empty file that keeps editing processes apart, see <see cref="AuthPaths.ConfigurationLock"/>.</param>
/// <param name="timeProvider">The clock; the system's where none is given.</param>
public sealed class ConfigurationEditor(string lockPath, TimeProvider? timeProvider = null)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    private readonly TimeProvider _time = timeProvider ?? TimeProvider.System;

    /// <summary>Writes <c>auth_profile</c> under <c>[providers.NAME]</c>. The change is on disk when the task ends, or nothing is changed.</summary>
    /// <param name="path">The config file; it and its directory are made where they are missing, for the user alone. A link is followed.</param>
    /// <param name="provider">The provider's name or a built-in alias.</param>
    /// <param name="profile">The profile's name.</param>
    /// <param name="cancellationToken">Ends the wait for another process.</param>
    /// <returns>Whether the file had to be changed.</returns>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProfileNameInvalid"/>, <see cref="PrxAuthError.ConfigurationSyntax"/>,
    /// <see cref="PrxAuthError.ConfigurationValue"/> or <see cref="PrxAuthError.ConfigurationUnavailable"/>.</exception>
    public async Task<bool> SetAuthProfileAsync(string path, string provider, string profile, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ProfileKey key = new(ProviderCatalog.CanonicalName(provider), profile);
        using KernelLock held = await LockAsync(path, cancellationToken).ConfigureAwait(false);
        DateTimeOffset deadline = _time.GetUtcNow() + LongestWait;
        while (true)
        {
            ConfigurationText? before = ConfigurationText.Read(path);
            string text = before?.Text ?? "";
            string edited = AuthProfileEdit.Apply(text, path, key.Provider, key.Profile);
            if (before is not null && edited == text)
            {
                return false;
            }

            // A text editor knows nothing of our lock: what it saved meanwhile is taken up, not overwritten.
            if (ConfigurationReplacement.TryWrite(path, before, ConfigurationText.Encode(edited, before?.HasByteOrderMark ?? false)))
            {
                return true;
            }

            cancellationToken.ThrowIfCancellationRequested();
            if (_time.GetUtcNow() > deadline)
            {
                throw ConfigurationErrors.Unavailable(path, "written", new IOException("Another program keeps changing it."));
            }
        }
    }

    private async Task<KernelLock> LockAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            PrivateDirectories.Create(Path.GetDirectoryName(Path.GetFullPath(lockPath))!);
            return await KernelLock.AcquireAsync(
                lockPath, LockSharing.None, LongestWait, _time, () => Locked(path, new IOException("Another process holds it.")), cancellationToken)
                .ConfigureAwait(false);
        }
        catch (PrxAuthException e) when (e.Error != PrxAuthError.ConfigurationUnavailable)
        {
            throw Locked(path, e.InnerException ?? e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Locked(path, e);
        }
    }

    private PrxAuthException Locked(string path, Exception cause) => ConfigurationErrors.Unavailable(path, $"locked with '{lockPath}'", cause);
}
