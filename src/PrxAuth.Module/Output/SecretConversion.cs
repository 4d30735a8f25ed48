using System.Net;
using System.Security;
using PrxAuth.Core;

namespace PrxAuth;

/// <summary>Hands a secret to PowerShell in the form that its cmdlets take.</summary>
internal static class SecretConversion
{
    /// <summary>The text of a SecureString without the white space around it; null where there is none.</summary>
    public static Secret? ToSecret(this SecureString secure) =>
        Secret.FromNullable(new NetworkCredential(string.Empty, secure).Password.Trim());

    public static SecureString ToSecureString(this Secret secret)
    {
        // Copies the text at once. Appended one by one, a token's characters take longer than all else that a valid token costs.
        SecureString secure = new NetworkCredential(string.Empty, secret.Reveal()).SecurePassword;
        secure.MakeReadOnly();
        return secure;
    }
}
