using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace PrxAuth.Core.Flows;

/// <summary>The secrets of one authorization request: each is fresh for each sign-in.</summary>
internal sealed record ProofKey(Secret Verifier, string Challenge, string State, string Nonce)
{
    /// <summary>RFC 7636 section 4.1 and 4.2: 32 random octets, S256. State and nonce carry as much.</summary>
    public static ProofKey Create()
    {
        string verifier = RandomText();
        return new ProofKey(new Secret(verifier), ChallengeOf(verifier), RandomText(), RandomText());
    }

    public static string ChallengeOf(string verifier) => Base64Url.EncodeToString(SHA256.HashData(Encoding.ASCII.GetBytes(verifier)));

    private static string RandomText() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
}
