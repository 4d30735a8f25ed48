namespace PrxAuth.Core;

/// <summary>
/// What went wrong. The member's name is the stable error id that users script against: it never changes its meaning.
/// </summary>
public enum PrxAuthError
{
    /// <summary>A defect of PrxAuth itself.</summary>
    Internal = 0,

    // Configuration

    /// <summary>The config file is not valid TOML.</summary>
    ConfigurationSyntax,
    /// <summary>A key of ours in the config file has a value of the wrong type or outside its range.</summary>
    ConfigurationValue,
    /// <summary>The config file cannot be read or written.</summary>
    ConfigurationUnavailable,

    // Providers

    /// <summary>No provider of that name is known.</summary>
    ProviderUnknown,
    /// <summary>The provider's definition lacks an endpoint that the operation needs.</summary>
    ProviderIncomplete,
    /// <summary>The provider has no client id.</summary>
    ClientIdMissing,
    /// <summary>The environment variable that should hold the client secret is not set, or no secret is configured where one is needed.</summary>
    ClientSecretMissing,
    /// <summary>The client's private key is not there or cannot be used.</summary>
    ClientKeyInvalid,
    /// <summary>The assertion that should vouch for the workload cannot be had.</summary>
    AssertionMissing,
    /// <summary>The provider does not offer the flow that was asked for.</summary>
    FlowNotSupported,
    /// <summary>The provider's metadata is not usable (RFC 8414 section 3.3, OpenID Connect Discovery section 4.3).</summary>
    MetadataInvalid,

    // Profiles

    /// <summary>A profile name has characters that are not allowed.</summary>
    ProfileNameInvalid,
    /// <summary>The profile does not exist.</summary>
    ProfileNotFound,
    /// <summary>Only a new sign-in can bring this profile back.</summary>
    LoginRequired,
    /// <summary>A refresh, or a sign-in over the profile, came back as another account; its tokens were not kept.</summary>
    AccountChanged,

    // Signing in

    /// <summary>The person, or the provider on their behalf, said no (RFC 6749 section 4.1.2.1, RFC 8628 section 3.5).</summary>
    AccessDenied,
    /// <summary>The provider ended the sign-in with an error.</summary>
    AuthorizationFailed,
    /// <summary>The device code ran out before anybody approved it (RFC 8628 section 3.5).</summary>
    DeviceCodeExpired,
    /// <summary>Nobody finished the sign-in in time.</summary>
    SignInTimedOut,
    /// <summary>The loopback port asked for is taken.</summary>
    RedirectPortInUse,
    /// <summary>No browser can be started and the provider has no other flow.</summary>
    BrowserUnavailable,
    /// <summary>The redirect that came back does not belong to this sign-in (state, issuer or path).</summary>
    RedirectInvalid,
    /// <summary>No sign-in waits to be finished.</summary>
    PendingSignInMissing,
    /// <summary>The pending sign-in was not finished in time, or can no longer be read.</summary>
    PendingSignInExpired,
    /// <summary>Another process finishes, or has ended, this sign-in.</summary>
    PendingSignInTaken,
    /// <summary>The id_token did not pass its checks (OpenID Connect Core section 3.1.3.7).</summary>
    IdTokenInvalid,
    /// <summary>A person is needed and the session is not interactive.</summary>
    InteractionRequired,

    // Tokens

    /// <summary>The profile's token cannot be renewed: there is no refresh token and no other way.</summary>
    RefreshNotPossible,
    /// <summary>The provider cannot give a token that is valid for as long as was asked.</summary>
    ValidityUnavailable,
    /// <summary>The token is bound to a key, and the request that it is for was not named (RFC 9449 section 4.2).</summary>
    ProofAddressMissing,
    /// <summary>The profile has no id_token that is valid now.</summary>
    IdTokenMissing,

    /// <summary>The profile is not known to give tokens for as long as was asked without a person.</summary>
    ProfileEndsTooSoon,
    /// <summary>The profile was not granted a scope that was asked for.</summary>
    ScopeMissing,

    // The wire

    /// <summary>No connection to the provider.</summary>
    ProviderUnreachable,
    /// <summary>The provider did not answer in time.</summary>
    ProviderTimedOut,
    /// <summary>The provider answered with something that is not an OAuth answer.</summary>
    ProviderResponseInvalid,
    /// <summary>The provider failed (HTTP 5xx).</summary>
    ProviderFailed,
    /// <summary>The provider asks to slow down (HTTP 429 or a rate limit).</summary>
    ProviderThrottled,
    /// <summary>The provider does not accept this client (invalid_client, unauthorized_client, redirect_uri_mismatch).</summary>
    ClientRejected,
    /// <summary>The provider knows the account but gives it no access to the service.</summary>
    ServiceRefused,

    // The secrets store

    /// <summary>The store cannot be written: read-only or not permitted.</summary>
    StoreNotWritable,
    /// <summary>The disk is full; what was there before is intact.</summary>
    StoreFull,
    /// <summary>The operating system failed to read or write the store.</summary>
    StoreUnavailable,
    /// <summary>Others can write the store, or it is reached through somebody else's link.</summary>
    StoreUntrusted,
    /// <summary>Another process holds this credential for longer than we wait.</summary>
    StoreBusy,
    /// <summary>The store's header and its copy are missing or damaged.</summary>
    StoreHeaderInvalid,
    /// <summary>The store was written by a newer PrxAuth.</summary>
    StoreTooNew,
    /// <summary>A sealed file is damaged or is not the one that belongs under this name.</summary>
    SealedFileDamaged,
    /// <summary>An older copy of a sealed file was put in the place of the newest.</summary>
    SealedFileOutdated,
    /// <summary>The store is sealed with a master key and <c>PRX_MASTER_KEY</c> is not set.</summary>
    MasterKeyMissing,
    /// <summary><c>PRX_MASTER_KEY</c> is not the key that sealed this store.</summary>
    MasterKeyWrong,
    /// <summary><c>PRX_MASTER_KEY</c> is empty, or names itself a key in hexadecimal or base64 and is none.</summary>
    MasterKeyInvalid,
    /// <summary>The key to seal the store with is the one that seals it already.</summary>
    MasterKeyUnchanged,
    /// <summary>This machine is not the one that sealed the store, or its identity changed.</summary>
    MachineChanged,
    /// <summary>This machine has no identity to derive a key from.</summary>
    MachineIdMissing,
    /// <summary>The store's install secret is missing or damaged.</summary>
    InstallSecretMissing,
    /// <summary>There is no store yet.</summary>
    StoreMissing,
    /// <summary>Another write came in between; nothing was changed.</summary>
    GenerationConflict,
    /// <summary>The file of another tool's logins is missing or cannot be read.</summary>
    ImportSourceUnavailable,
    /// <summary>The file of another tool's logins is not what that tool writes.</summary>
    ImportSourceInvalid,
    /// <summary>The cryptographic library does not run on this platform.</summary>
    PlatformNotSupported,
}
