using System.Security.Cryptography;
using NSec.Cryptography;
using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Fuzz.World;

/// <summary>What stands on our side of every parser: fixed, so that an input always has the same outcome.</summary>
internal static class Subjects
{
    /// <summary>The one secret there is: every token, code and client secret of ours. Nothing in it looks like a token, so that only the
    /// rule that hides known secrets can hide it.</summary>
    public const string Canary = "swordfish-canary";

    public const string State = "state-of-this-sign-in";
    public const string Nonce = "nonce-of-this-sign-in";
    public const string ClientId = "the-client";
    public const string Issuer = "https://issuer.test/tenant";
    public const string ConfigurationFile = "/home/ann/.config/prx/config.toml";

    public static Secret Secret { get; } = new(Canary);

    public static byte[] StoreId { get; } = Convert.FromHexString("00112233445566778899aabbccddeeff");

    public static ProfileKey Profile { get; } = new("google-gemini", "Work");

    public static long Generation => 7;

    public static Key StoreKey { get; } = Key.Import(
        AeadAlgorithm.ChaCha20Poly1305,
        SHA256.HashData("the key of the fuzzed store"u8),
        KeyBlobFormat.RawSymmetricKey);

    public static ProofKey Proof { get; } = new(Secret, ProofKey.ChallengeOf(Canary), State, Nonce);

    /// <summary>A provider with every endpoint.</summary>
    public static ProviderDefinition Provider { get; } = new()
    {
        Name = "corp",
        DisplayName = "Corp",
        Origin = ProviderOrigin.Config,
        Issuer = Issuer,
        OpenIdConnect = true,
        AuthorizationEndpoint = new Uri("https://issuer.test/authorize"),
        TokenEndpoint = new Uri("https://issuer.test/token"),
        DeviceAuthorizationEndpoint = new Uri("https://issuer.test/device"),
        RevocationEndpoint = new Uri("https://issuer.test/revoke"),
        AccountEndpoint = new Uri("https://issuer.test/account"),
        JwksUri = new Uri("https://issuer.test/jwks"),
        ExchangeEndpoint = new Uri("https://issuer.test/exchange"),
        ClientId = ClientId,
        ClientSecret = Secret,
        Scopes = ["read"],
        Flows = [SignInFlow.Browser, SignInFlow.DeviceCode, SignInFlow.Paste, SignInFlow.GivenToken],
    };

    /// <summary>A provider of which only the issuer is known.</summary>
    public static ProviderDefinition ProviderByIssuer { get; } = new()
    {
        Name = "corp",
        DisplayName = "Corp",
        Issuer = Issuer,
        ClientId = ClientId,
        ClientSecret = Secret,
        Flows = [SignInFlow.Browser, SignInFlow.DeviceCode, SignInFlow.Paste, SignInFlow.GivenToken],
    };

    public static string? NoEnvironment(string _) => null;
}
