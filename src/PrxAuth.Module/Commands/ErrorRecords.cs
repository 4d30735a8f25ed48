using System.Management.Automation;
using PrxAuth.Core;

namespace PrxAuth.Commands;

/// <summary>The one place where Core's failures become PowerShell's error records: same id, a category, and the way out.</summary>
internal static class ErrorRecords
{
    public static ErrorRecord From(PrxAuthException failure, object? target = null) =>
        new(failure, failure.Error.ToString(), CategoryOf(failure.Error), target ?? failure.Target)
        {
            ErrorDetails = new ErrorDetails(failure.Message) { RecommendedAction = failure.Recommendation },
        };

    private static ErrorCategory CategoryOf(PrxAuthError error) => error switch
    {
        PrxAuthError.ConfigurationSyntax => ErrorCategory.ParserError,
        PrxAuthError.ConfigurationValue or PrxAuthError.ProfileNameInvalid or PrxAuthError.MasterKeyUnchanged
            or PrxAuthError.ProofAddressMissing => ErrorCategory.InvalidArgument,
        PrxAuthError.ConfigurationUnavailable => ErrorCategory.OpenError,
        PrxAuthError.ProviderUnknown or PrxAuthError.ProfileNotFound or PrxAuthError.MachineIdMissing or PrxAuthError.InstallSecretMissing
            or PrxAuthError.StoreMissing or PrxAuthError.PendingSignInMissing or PrxAuthError.ImportSourceUnavailable
            or PrxAuthError.IdTokenMissing => ErrorCategory.ObjectNotFound,
        PrxAuthError.ProviderIncomplete or PrxAuthError.ClientIdMissing or PrxAuthError.ClientSecretMissing or PrxAuthError.MasterKeyMissing
            or PrxAuthError.ClientKeyInvalid or PrxAuthError.AssertionMissing
            => ErrorCategory.NotInstalled,
        PrxAuthError.FlowNotSupported or PrxAuthError.RefreshNotPossible or PrxAuthError.PlatformNotSupported => ErrorCategory.NotImplemented,
        PrxAuthError.MetadataInvalid or PrxAuthError.RedirectInvalid or PrxAuthError.IdTokenInvalid or PrxAuthError.MasterKeyWrong
            or PrxAuthError.MachineChanged or PrxAuthError.StoreUntrusted or PrxAuthError.AccountChanged => ErrorCategory.SecurityError,
        PrxAuthError.LoginRequired or PrxAuthError.AccessDenied or PrxAuthError.AuthorizationFailed or PrxAuthError.ClientRejected
            => ErrorCategory.AuthenticationError,
        PrxAuthError.ServiceRefused or PrxAuthError.StoreNotWritable or PrxAuthError.ScopeMissing => ErrorCategory.PermissionDenied,
        PrxAuthError.DeviceCodeExpired or PrxAuthError.SignInTimedOut or PrxAuthError.PendingSignInExpired or PrxAuthError.ProviderTimedOut => ErrorCategory.OperationTimeout,
        PrxAuthError.RedirectPortInUse or PrxAuthError.StoreBusy or PrxAuthError.PendingSignInTaken => ErrorCategory.ResourceBusy,
        PrxAuthError.BrowserUnavailable or PrxAuthError.InteractionRequired or PrxAuthError.StoreFull or PrxAuthError.StoreUnavailable
            => ErrorCategory.ResourceUnavailable,
        PrxAuthError.ValidityUnavailable or PrxAuthError.ProfileEndsTooSoon => ErrorCategory.LimitsExceeded,
        PrxAuthError.ProviderUnreachable or PrxAuthError.ProviderFailed => ErrorCategory.ConnectionError,
        PrxAuthError.ProviderThrottled => ErrorCategory.QuotaExceeded,
        PrxAuthError.ProviderResponseInvalid => ErrorCategory.ProtocolError,
        PrxAuthError.StoreHeaderInvalid or PrxAuthError.StoreTooNew or PrxAuthError.SealedFileDamaged
            or PrxAuthError.SealedFileOutdated or PrxAuthError.ImportSourceInvalid => ErrorCategory.InvalidData,
        PrxAuthError.GenerationConflict => ErrorCategory.WriteError,
        _ => ErrorCategory.InvalidOperation,
    };
}
