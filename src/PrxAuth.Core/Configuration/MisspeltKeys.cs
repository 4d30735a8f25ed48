using System.Collections.Frozen;

namespace PrxAuth.Core.Configuration;

/// <summary>Tells a slip in a key of ours from a key that is simply somebody else's.</summary>
internal static class MisspeltKeys
{
    private const int ShortestPart = 5;

    // What other tools call the same things.
    private static readonly FrozenDictionary<string, string> Synonyms = new Dictionary<string, string>
    {
        ["authority"] = ConfigurationKeys.Issuer,
        ["auth_url"] = ConfigurationKeys.AuthorizationEndpoint,
        ["authorize_url"] = ConfigurationKeys.AuthorizationEndpoint,
        ["authorization_url"] = ConfigurationKeys.AuthorizationEndpoint,
        ["token_url"] = ConfigurationKeys.TokenEndpoint,
        ["device_url"] = ConfigurationKeys.DeviceAuthorizationEndpoint,
        ["userinfo_url"] = ConfigurationKeys.AccountEndpoint,
        ["redirect_uri"] = ConfigurationKeys.RedirectPath,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The key of ours that was probably meant; null where the key is ours, PRX's, or far from any of ours.</summary>
    public static string? Nearest(string key, IReadOnlyDictionary<string, SettingRule> ours)
    {
        if (ours.ContainsKey(key) || ConfigurationKeys.Foreign.Contains(key))
        {
            return null;
        }

        return NearestName.Of(key, ours.Keys)
            ?? (Synonyms.TryGetValue(key, out string? known) && ours.ContainsKey(known) ? known : null)
            ?? ours.Keys.Order(StringComparer.Ordinal).FirstOrDefault(candidate => IsPart(key, candidate) || IsPart(candidate, key));
    }

    // "endpoint" is part of too many keys to point at one; whole words of five letters and more are telling.
    private static bool IsPart(string part, string whole) =>
        part.Length >= ShortestPart
        && (whole.StartsWith($"{part}_", StringComparison.OrdinalIgnoreCase) || whole.EndsWith($"_{part}", StringComparison.OrdinalIgnoreCase));
}
