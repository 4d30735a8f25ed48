using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Cli;

/// <summary>What a command of <c>prx auth</c> gives out. The records below are all there are.</summary>
public abstract record CommandResult
{
    private protected CommandResult()
    {
    }
}

/// <summary>A profile was signed in.</summary>
/// <param name="Profile">The profile.</param>
public sealed record SignedInResult(ProfileView Profile) : CommandResult;

/// <summary>A sign-in was started that is to be finished elsewhere.</summary>
/// <param name="SignIn">The sign-in.</param>
public sealed record PendingResult(PendingSignIn SignIn) : CommandResult;

/// <summary>A profile was renewed.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Changed">Whether there was something to renew: a given token has nothing.</param>
public sealed record RenewedResult(ProfileView Profile, bool Changed) : CommandResult;

/// <summary>The profiles that are there.</summary>
/// <param name="Profiles">The profiles, by provider and name.</param>
public sealed record ProfilesResult(IReadOnlyList<ProfileView> Profiles) : CommandResult;

/// <summary>How profiles stand.</summary>
/// <param name="Profiles">The profiles, by provider and name.</param>
public sealed record StatusResult(IReadOnlyList<ProfileStanding> Profiles) : CommandResult;

/// <summary>A profile lasts for as long as was asked.</summary>
/// <param name="Profile">The profile.</param>
public sealed record CheckedResult(ProfileView Profile) : CommandResult;

/// <summary>The providers that can be signed in to.</summary>
/// <param name="Providers">The providers, by name.</param>
public sealed record ProvidersResult(IReadOnlyList<ProviderDefinition> Providers) : CommandResult;

/// <summary>A profile was signed out.</summary>
/// <param name="Key">The profile.</param>
/// <param name="Revocation">What became of its tokens at the provider.</param>
public sealed record SignedOutResult(ProfileKey Key, RevocationResult Revocation) : CommandResult;

/// <summary>A profile became the one that is meant when none is named.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="ConfigurationFile">The file that says so now.</param>
public sealed record ActiveProfileResult(ProfileView Profile, string ConfigurationFile) : CommandResult;

/// <summary>A token that is valid now.</summary>
/// <param name="Credential">The profile's credential; <see cref="Credential.UsableToken"/> is the token.</param>
/// <param name="Endpoint">The base address of the API that takes it, where known.</param>
public sealed record TokenResult(Credential Credential, Uri? Endpoint) : CommandResult;

/// <summary>The headers that carry a token that is valid now.</summary>
/// <param name="Headers">The headers by name.</param>
public sealed record HeadersResult(IReadOnlyDictionary<string, string> Headers) : CommandResult
{
    /// <summary>Keeps the token out of whatever prints this.</summary>
    public override string ToString() => $"{nameof(HeadersResult)} {Core.Secret.Placeholder}";
}

/// <summary>The store was sealed anew.</summary>
/// <param name="Store">What became of it.</param>
public sealed record ResealedResult(ResealResult Store) : CommandResult;

/// <summary>A login of another tool was looked at, or brought in.</summary>
/// <param name="Import">The login and what became of it.</param>
public sealed record ImportedResult(ImportResult Import) : CommandResult;

/// <summary>What one look of the diagnosis found.</summary>
/// <param name="Finding">The finding.</param>
public sealed record FindingResult(Finding Finding) : CommandResult;

/// <summary>How a profile stands and what comes next.</summary>
/// <param name="Profile">The profile.</param>
/// <param name="Renewal">How its token is renewed.</param>
public sealed record ProfileStanding(ProfileView Profile, TokenRenewalMode Renewal)
{
    /// <summary>Whether only a sign-in helps, now.</summary>
    public bool NeedsLogin => Profile.Status == ProfileStatus.NeedsLogin
        || (Profile.Status == ProfileStatus.Expired && Renewal == TokenRenewalMode.None);
}

/// <summary>How a profile's token is renewed.</summary>
public enum TokenRenewalMode
{
    /// <summary>Not at all: when it has run out, somebody must sign in.</summary>
    None,
    /// <summary>When it is asked for.</summary>
    OnUse,
    /// <summary>By <c>prx auth refresh</c> alone: <c>auto_refresh</c> is off.</summary>
    OnRequest,
}
