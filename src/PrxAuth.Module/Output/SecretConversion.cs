using System.Security;
using PrxAuth.Core;

namespace PrxAuth;

/// <summary>Hands a secret to PowerShell in the form that its cmdlets take.</summary>
internal static class SecretConversion
{
    public static SecureString ToSecureString(this Secret secret)
    {
        var secure = new SecureString();
        foreach (char c in secret.Reveal())
        {
            secure.AppendChar(c);
        }

        secure.MakeReadOnly();
        return secure;
    }
}
