namespace PrxAuth.Core.Profiles;

/// <summary>What a run that nobody watches wants of a profile.</summary>
/// <param name="Duration">How long it takes.</param>
/// <param name="Scopes">The scopes that it needs; none where it does not care.</param>
/// <param name="Renew">Whether the profile is to be renewed first: the one proof that it can be.</param>
public sealed record UnattendedRun(TimeSpan Duration, IReadOnlyList<string> Scopes, bool Renew);
