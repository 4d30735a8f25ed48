namespace PrxAuth.Core.Import;

/// <summary>The home directory that other tools mean.</summary>
internal static class HomeDirectory
{
    public static string Of(Func<string, string?> environment) =>
        environment(OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME") is { Length: > 0 } home
            ? home
            : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
