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

    /// <summary>Whether an answer that says nothing of the sign-in is a server's bad moment.</summary>
    public static bool IsUnwell(ProviderReply reply, OAuthReply? answer) =>
        answer?.Error is null && ((int)reply.Status >= 500 || (int)reply.Status is 429 or 408);
}
