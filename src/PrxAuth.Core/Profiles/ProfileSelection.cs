using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Profiles;

/// <summary>The profile a user means.</summary>
/// <param name="Provider">Its provider.</param>
/// <param name="Key">Its key.</param>
/// <param name="IsNamed">Whether the user named the profile, or it is the provider's active one.</param>
public sealed record ProfileSelection(ProviderDefinition Provider, ProfileKey Key, bool IsNamed);
