using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace PrxAuth.Simulator.Http;

/// <summary>Checks of what a client proves itself with.</summary>
internal static class Credentials
{
    /// <summary>The token in the Authorization header, if its scheme is one of <paramref name="schemes"/>.</summary>
    public static string? AuthorizationToken(HttpRequest request, params ReadOnlySpan<string> schemes)
    {
        string header = request.Headers.Authorization.ToString();
        foreach (string scheme in schemes)
        {
            if (header.StartsWith(scheme + " ", StringComparison.OrdinalIgnoreCase))
            {
                return header[(scheme.Length + 1)..].Trim();
            }
        }

        return null;
    }

    /// <summary>Whether a code verifier fits its challenge (RFC 7636 section 4.6).</summary>
    public static bool VerifierFits(string? verifier, string challenge, string method)
    {
        if (verifier is null || verifier.Length is < 43 or > 128)
        {
            return false;
        }

        string computed = method == "S256" ? ChallengeOf(verifier) : verifier;
        return string.Equals(computed, challenge, StringComparison.Ordinal);
    }

    /// <summary>The S256 challenge of a code verifier (RFC 7636 section 4.2).</summary>
    public static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    /// <summary>Whether a redirect URI goes to this machine over http, whatever the port (RFC 8252 section 7.3).</summary>
    public static bool IsLoopbackRedirect(string? redirectUri, out Uri? uri) =>
        Uri.TryCreate(redirectUri, UriKind.Absolute, out uri)
        && uri.Scheme == Uri.UriSchemeHttp
        && uri.Host is "127.0.0.1" or "[::1]" or "localhost"
        && uri.Fragment.Length == 0;
}
