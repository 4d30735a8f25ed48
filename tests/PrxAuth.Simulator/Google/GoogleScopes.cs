namespace PrxAuth.Simulator.Google;

/// <summary>What Google's scopes mean here.</summary>
internal static class GoogleScopes
{
    private const string Prefix = "https://www.googleapis.com/auth/";

    public static string[] Split(string? scope) => (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Whether an id_token comes with the tokens.</summary>
    public static bool IdentityIsAsked(IEnumerable<string> scopes) =>
        scopes.Any(scope => scope is "openid" or "email" or "profile" or Prefix + "userinfo.email" or Prefix + "userinfo.profile");

    /// <summary>Whether the device flow may ask for it: identity and files of the app alone.</summary>
    public static bool IsAllowedOnTv(string scope) =>
        IdentityIsAsked([scope]) || scope is Prefix + "drive.file" or Prefix + "youtube.readonly";
}
