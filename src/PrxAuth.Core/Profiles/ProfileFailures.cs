using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Profiles;

/// <summary>Failures about profiles that more than one service ends in.</summary>
internal static class ProfileFailures
{
    public static PrxAuthException NotFound(ICredentialStore store, ProfileKey key)
    {
        string[] others = [.. store.ListKeys(key.Provider).Select(k => k.Profile)];
        string there = others.Length == 0
            ? $"Provider '{key.Provider}' has no profiles."
            : $"Provider '{key.Provider}' has: {string.Join(", ", others)}.";
        return new PrxAuthException(
            PrxAuthError.ProfileNotFound,
            $"There is no profile '{key}'. {there}",
            $"Sign in: Connect-PrxAuth -Provider {key.Provider} -Profile {key.Profile}")
        { Target = key.ToString() };
    }
}
