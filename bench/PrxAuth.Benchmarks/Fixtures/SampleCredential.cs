using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>A credential as a browser sign-in at an OpenID provider leaves it, of exactly 2 KiB before it is sealed.</summary>
internal static class SampleCredential
{
    private const int PlaintextBytes = 2048;

    public static Credential Create(ProfileKey key)
    {
        // Never runs out while benchmarks run.
        DateTimeOffset now = DateTimeOffset.UtcNow;
        Credential unpadded = Create(key, now, accessToken: "a");
        int missing = PlaintextBytes - CredentialDocument.Write(unpadded).Length;
        return Create(key, now, new string('a', 1 + missing));
    }

    private static Credential Create(ProfileKey key, DateTimeOffset now, string accessToken) => new()
    {
        Key = key,
        Flow = SignInFlow.Browser,
        Account = "somebody@example.com",
        Subject = "248289761001",
        ClientId = "1234567890-abcdef.apps.example.com",
        CreatedAt = now,
        UpdatedAt = now,
        Tokens = new TokenSet
        {
            AccessToken = new Secret(accessToken),
            RefreshToken = new Secret(new string('r', 100)),
            IdToken = new Secret(new string('i', 800)),
            ExpiresAt = now.AddDays(2),
            Scopes = ["openid", "https://www.example.com/auth/userinfo.email", "https://www.example.com/auth/cloud-platform"],
            ReceivedAt = now,
        },
    };
}
