using System.Globalization;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Format;

namespace PrxAuth.Core.Storage;

/// <summary>The failures of the store, each with what to do about it.</summary>
internal static class StoreFailure
{
    /// <summary>Whether the operating system, not a defect of ours, is the cause. .NET reports EFBIG as an argument out of range.</summary>
    internal static bool IsFromFileSystem(Exception e) =>
        e is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    internal static PrxAuthException Reading(string path, Exception cause) => new(
        PrxAuthError.StoreUnavailable,
        $"'{path}' cannot be read: {cause.Message}",
        OwnerOf(path) is { } owner
            ? $"It belongs to another user (uid {Number(owner)}). Run: sudo chown \"$(id -u)\" '{path}'"
            : "Check that the file system is there and that you may read the file.",
        cause)
    {
        Target = path,
    };

    // What a command leaves behind that was once run with sudo.
    private static uint? OwnerOf(string path) =>
        !OperatingSystem.IsWindows() && UnixFileFacts.Of(path, followLink: false) is { Owner: { } owner } && owner != NativeMethods.EffectiveUserId()
            ? owner
            : null;

    internal static PrxAuthException Writing(string path, Exception cause)
    {
        int code = (cause as UnauthorizedAccessException)?.InnerException?.HResult ?? cause.HResult;
        if (cause is ArgumentOutOfRangeException || SystemError.IsFull(code))
        {
            return Full(path, cause);
        }

        return cause is UnauthorizedAccessException || SystemError.IsNotWritable(code)
            ? new(
                PrxAuthError.StoreNotWritable,
                $"'{path}' cannot be written: the place is read-only, or it is not yours to write. What was there before is intact.",
                $"Make it writable, or set {AuthPaths.DataHomeVariable} to a directory that is.",
                cause)
            {
                Target = path,
            }
            : new(
                PrxAuthError.StoreUnavailable,
                $"'{path}' cannot be written: {cause.Message} What was there before is intact.",
                "Check the file system and try again.",
                cause)
            {
                Target = path,
            };
    }

    internal static PrxAuthException Full(string path, Exception cause) => new(
        PrxAuthError.StoreFull,
        $"There is no room to write '{path}'. What was there before is intact.",
        "Free some space, or raise the quota, and try again.",
        cause)
    {
        Target = path,
    };

    internal static PrxAuthException Settling(string path, Exception cause) => new(
        PrxAuthError.StoreUnavailable,
        $"'{path}' was changed, and the system could not confirm that the change would outlive a power failure: {cause.Message}",
        "Check the file system. Nothing is lost as long as the machine runs.",
        cause)
    {
        Target = path,
    };

    internal static PrxAuthException NoLocks(string path, int error) => new(
        PrxAuthError.StoreUnavailable,
        $"The file system of '{path}' has no locks (error {Number(error)}), and without them two processes could spend one refresh token.",
        $"Set {AuthPaths.DataHomeVariable} to a directory on a local file system.")
    {
        Target = path,
    };

    internal static PrxAuthException Untrusted(string path, string why, string command) => new(
        PrxAuthError.StoreUntrusted,
        $"'{path}' {why}, so the secrets in it would not be safe.",
        $"Run: {command}")
    {
        Target = path,
    };

    internal static PrxAuthException Busy(ProfileKey key, TimeSpan wait) => new(
        PrxAuthError.StoreBusy,
        $"Another process has been working on {key} for more than {Number(wait.TotalSeconds)} seconds.",
        "Wait until it has finished its sign-in or refresh, and try again.")
    {
        Target = key.ToString(),
    };

    internal static PrxAuthException StoreLockBusy(string path, TimeSpan wait) => new(
        PrxAuthError.StoreBusy,
        $"Other processes have been using the secrets store for more than {Number(wait.TotalSeconds)} seconds ('{path}').",
        "Wait until they have finished, and try again.")
    {
        Target = path,
    };

    internal static PrxAuthException ResealBusy(string path, TimeSpan wait) => new(
        PrxAuthError.StoreBusy,
        $"Another process has been sealing the secrets store anew for more than {Number(wait.TotalSeconds)} seconds ('{path}').",
        "Wait until it has finished, and try again.")
    {
        Target = path,
    };

    internal static PrxAuthException StoreMissing(string directory) => new(
        PrxAuthError.StoreMissing,
        $"There is no secrets store in '{directory}' yet.",
        "The first sign-in makes it, sealed with PRX_MASTER_KEY where that is set and with this machine's identity otherwise.")
    {
        Target = directory,
    };

    internal static PrxAuthException NoKeyToSealWith() => new(
        PrxAuthError.MasterKeyMissing,
        "There is no master key to seal the store with.",
        "Set PRX_MASTER_KEY, or PRX_NEW_MASTER_KEY where the store is sealed with a master key already, to 'hex:' and the output of: openssl rand -hex 32.")
    {
        Target = Keys.KeySourceOptions.MasterKeyVariable,
    };

    internal static PrxAuthException MasterKeyUnchanged(string directory) => new(
        PrxAuthError.MasterKeyUnchanged,
        $"The secrets store '{directory}' is sealed with this very key already.",
        "Set PRX_NEW_MASTER_KEY to 'hex:' and the output of: openssl rand -hex 32, and run it again.")
    {
        Target = directory,
    };

    internal static PrxAuthException ResealUnfinished(string directory, int left, PrxAuthException cause) => new(
        cause.Error,
        $"The secrets store '{directory}' is not sealed anew completely: {Number(left)} of its profiles could not be taken over. Everything opens as before. {cause.Message}",
        $"{cause.Recommendation} Then run it again.",
        cause)
    {
        Target = directory,
    };

    internal static PrxAuthException Damaged(string path, ProfileKey key, SealedFileFault fault) => new(
        PrxAuthError.SealedFileDamaged,
        $"The sealed file '{path}' of {key} {Explain(fault)}.",
        $"Sign in again with: Connect-PrxAuth -Provider {key.Provider} -Profile {key.Profile}. The file will be kept beside the new one as "
            + $"'{Path.GetFileNameWithoutExtension(path)}.damaged-<time>'.")
    {
        Target = key.ToString(),
    };

    internal static PrxAuthException Outdated(string path, ProfileKey key, long found, long written) => new(
        PrxAuthError.SealedFileOutdated,
        $"The sealed file '{path}' of {key} is an older copy: it is of generation {Number(found)}, and {Number(written)} has been written. "
            + "Its refresh token is spent; using it would make the provider end the login for good.",
        $"Put the newest copy back, or sign in again with: Connect-PrxAuth -Provider {key.Provider} -Profile {key.Profile}. The file will be kept.")
    {
        Target = key.ToString(),
    };

    internal static PrxAuthException TooLarge(ProfileKey key, int size) => new(
        PrxAuthError.StoreUnavailable,
        $"The tokens of {key} take {Number(size)} bytes; a sealed file holds at most {Number(SealedProfile.MaxFileSize)}.",
        "Ask the provider for fewer scopes or claims.")
    {
        Target = key.ToString(),
    };

    internal static PrxAuthException Conflict(ProfileKey key, long expected, long stored) => new(
        PrxAuthError.GenerationConflict,
        $"{key} is at generation {Number(stored)}, not {Number(expected)}: another write came in between. Nothing was changed.",
        "Read the profile again and repeat.")
    {
        Target = key.ToString(),
    };

    internal static PrxAuthException HeaderDamaged(string path, string why, Exception? cause = null) => new(
        PrxAuthError.StoreHeaderInvalid,
        $"The store's header '{path}' is damaged: {why}.",
        $"Restore it from a backup, or move '{Path.GetDirectoryName(path)}' aside and sign in again.",
        cause)
    {
        Target = path,
    };

    internal static PrxAuthException HeaderMissing(string path) => new(
        PrxAuthError.StoreHeaderInvalid,
        $"There are sealed profiles, but the store's header '{path}' and its copy are missing, and they do not open without it.",
        $"Restore it from a backup, or move '{Path.GetDirectoryName(path)}' aside and sign in again.")
    {
        Target = path,
    };

    internal static PrxAuthException HeaderNewer(string path, int version) => new(
        PrxAuthError.StoreTooNew,
        $"The store '{path}' has version {Number(version)}; this PrxAuth knows version {Number(StoreHeader.CurrentVersion)}.",
        "Update PrxAuth: Update-PSResource PrxAuth")
    {
        Target = path,
    };

    internal static PrxAuthException MasterKeyMissing(string directory) => new(
        PrxAuthError.MasterKeyMissing,
        $"The secrets store '{directory}' is sealed with a master key, and PRX_MASTER_KEY is not set.",
        "Set PRX_MASTER_KEY to the key or passphrase that the store was created with.")
    {
        Target = directory,
    };

    internal static PrxAuthException MasterKeyWrong(string directory, string why) => new(
        PrxAuthError.MasterKeyWrong,
        $"PRX_MASTER_KEY does not open the secrets store '{directory}': {why}.",
        $"Set PRX_MASTER_KEY to the key that the store was created with; or move '{directory}' aside and sign in again.")
    {
        Target = directory,
    };

    internal static PrxAuthException MasterKeyInvalid(string why) => new(
        PrxAuthError.MasterKeyInvalid,
        $"PRX_MASTER_KEY {why}.",
        "Make a key with: openssl rand -hex 32, and set PRX_MASTER_KEY to 'hex:' and its output.")
    {
        Target = Keys.KeySourceOptions.MasterKeyVariable,
    };

    internal static PrxAuthException MachineChanged(string directory) => new(
        PrxAuthError.MachineChanged,
        $"The secrets store '{directory}' was sealed on another machine, or this machine's id has changed since.",
        $"Bring the former machine id back; or move '{directory}' aside and sign in again. "
            + "Where machines come and go, set PRX_MASTER_KEY before the first sign-in.")
    {
        Target = directory,
    };

    internal static PrxAuthException MachineIdMissing(string directory, bool storeExists) => new(
        PrxAuthError.MachineIdMissing,
        storeExists
            ? $"The secrets store '{directory}' is sealed with the identity of its machine, and this machine has none."
            : $"This machine has no identity to seal the secrets store '{directory}' with.",
        storeExists
            ? $"Bring the machine id back (a new one does not open the store); or move '{directory}' aside and set PRX_MASTER_KEY."
            : "Set PRX_MASTER_KEY to 'hex:' and the output of: openssl rand -hex 32.")
    {
        Target = directory,
    };

    internal static PrxAuthException InstallSecretMissing(string path, string what) => new(
        PrxAuthError.InstallSecretMissing,
        $"The store's install secret '{path}' {what}, and so is its copy.",
        $"Restore it from a backup, or move '{Path.GetDirectoryName(path)}' aside and sign in again.")
    {
        Target = Path.GetDirectoryName(path),
    };

    internal static PrxAuthException CryptographyMissing(Exception cause) => new(
        PrxAuthError.PlatformNotSupported,
        $"The cryptographic library cannot be used here: {cause.Message}",
        "Use a supported system: Windows, macOS or Linux on x64 or ARM64. On Windows, install the Visual C++ runtime.",
        cause);

    private static string Number(IFormattable number) => number.ToString("0.#", CultureInfo.InvariantCulture);

    private static string Explain(SealedFileFault fault) => fault switch
    {
        SealedFileFault.TooShort => "is cut off",
        SealedFileFault.TooLong => "is larger than a sealed file can be",
        SealedFileFault.NotASealedFile => "does not begin as a sealed file does",
        SealedFileFault.UnknownVersion => "has a header that this version does not know: it is damaged, or a newer PrxAuth wrote it",
        SealedFileFault.DoesNotOpen => "does not open: it was changed, or it belongs to another profile or store",
        SealedFileFault.Outdated => "is an older copy",
        SealedFileFault.ContentsInvalid => "opens, but does not hold a profile that this version knows",
        _ => throw new ArgumentOutOfRangeException(nameof(fault)),
    };
}
