using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows.Device;

/// <summary>Members that every device protocol shows to a person, and the doubts they are read with.</summary>
internal static class DeviceMembers
{
    private const int LongestUserCode = 64;

    public static string? UserCode(OAuthReply answer) =>
        (answer.Text("user_code") ?? answer.Text("usercode")) is { Length: <= LongestUserCode } code && !Invisible.IsIn(code) ? code : null;

    public static Uri? Address(OAuthReply answer, string name, string alias) =>
        Uri.TryCreate(answer.Text(name) ?? answer.Text(alias), UriKind.Absolute, out Uri? address) && ProviderHttp.IsTrustworthy(address)
            ? address
            : null;

    /// <summary>Whether an answer is a server's bad moment, whatever its body says: errors that end a sign-in come with other statuses
    /// (RFC 6749 section 5.2).</summary>
    public static bool IsUnwell(ProviderReply reply) => (int)reply.Status is >= 500 or 429 or 408;
}
