using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Rendering;

/// <summary>How a profile stands, in a word for the eye.</summary>
internal static class StatusNames
{
    public static string Of(ProfileStatus status) => status switch
    {
        ProfileStatus.Valid => "valid",
        ProfileStatus.ExpiresSoon => "expires-soon",
        ProfileStatus.Expired => "expired",
        ProfileStatus.InDoubt => "in-doubt",
        _ => "needs-login",
    };
}
