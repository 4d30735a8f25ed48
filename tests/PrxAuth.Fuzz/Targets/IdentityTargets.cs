using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PrxAuth.Core;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz.Targets;

/// <summary>What says who a provider is and who signed in: metadata, key sets, id_tokens.</summary>
internal static class IdentityTargets
{
    // A key that everybody knows: its private part is the number one, whose public part is the curve's own base point.
    private static readonly ECDsa s_key = ECDsa.Create(new ECParameters
    {
        Curve = ECCurve.NamedCurves.nistP256,
        D = Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000001"),
        Q = new ECPoint { X = Base64Url.DecodeFromChars(KeyX), Y = Base64Url.DecodeFromChars(KeyY) },
    });

    private const string KeyX = "axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY";
    private const string KeyY = "T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU";

    private static readonly byte[] s_keySet = Encoding.UTF8.GetBytes(
        $$"""aaa{"keys":[{"kty":"EC","crv":"P-256","alg":"ES256","use":"sig","kid":"k","x":"{{KeyX}}","y":"{{KeyY}}"}]}""");

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("metadata", "metadata documents of an issuer; first bytes: OpenID Connect or not, and a templated issuer or not", Resolve,
            "\"issuer\"", $"\"{Subjects.Issuer}\"", "\"authorization_endpoint\"", "\"token_endpoint\"", "\"device_authorization_endpoint\"",
            "\"revocation_endpoint\"", "\"userinfo_endpoint\"", "\"jwks_uri\"", "\"token_endpoint_auth_methods_supported\"",
            "[\"client_secret_basic\"]", "\"authorization_response_iss_parameter_supported\"", "https://", "http://127.0.0.1", "file:///", "true"),
        new("id-token", "an id_token and the key set; first byte: claims alone, signed by us, or as it stands", Validate,
            "\"iss\"", "\"aud\"", "\"azp\"", "\"exp\"", "\"iat\"", "\"nonce\"", "\"tid\"", "\"sub\"", "\"email\"", "\"alg\"", "\"ES256\"", "\"RS256\"", "\"none\"",
            "\"kid\"", "\"keys\"", "\"kty\"", "\"EC\"", "\"RSA\"", "\"oct\"", "\"crv\"", "\"P-256\"", "\"x\"", "\"y\"", "\"n\"", "\"e\"", "\"x5c\"", "\"use\"",
            $"\"{Subjects.Issuer}\"", $"\"{Subjects.ClientId}\"", $"\"{Subjects.Nonce}\"", "eyJhbGciOiJFUzI1NiJ9.", "AQAB"),
    ];

    private static void Resolve(byte[] data)
    {
        FuzzInput input = new(data);
        ProviderDefinition provider = Subjects.ProviderByIssuer with
        {
            OpenIdConnect = input.Choose(true, false),
            IdTokenIssuer = input.Choose(null, "https://issuer.test/{tenantid}"),
        };
        using ProviderHttp http = ScriptedProvider.Connect(input.Parts());
        ResolvedProvider resolved = Wait(new MetadataClient(http, FrozenTime.Instance).ResolveAsync(provider, CancellationToken.None));
        ProviderDefinition found = resolved.Definition;
        foreach (Uri? endpoint in new[]
        {
            found.AuthorizationEndpoint, found.TokenEndpoint, found.DeviceAuthorizationEndpoint, found.RevocationEndpoint, found.AccountEndpoint,
            found.JwksUri,
        })
        {
            Oracle.Demand(endpoint is null || ProviderHttp.IsTrustworthy(endpoint), "Secrets must not go to that endpoint.");
        }

        if (OfferedFlows.Refine(found).Flows.Contains(SignInFlow.Browser))
        {
            AuthorizationRequest request = new(resolved, ["read"], Subjects.Proof, new Uri("http://127.0.0.1:8400/callback"));
            Oracle.Demand(ProviderHttp.IsTrustworthy(request.Address), "Nobody must be sent to that address.");
            Oracle.IsFitToShow(request.Address.AbsoluteUri, "The address");
        }
    }

    private static void Validate(byte[] data)
    {
        FuzzInput input = new(data);
        string mode = input.Choose("claims", "signed", "raw");
        List<byte[]> parts = input.Parts();
        byte[] first = parts[0];
        byte[] second = parts.Count > 1 ? parts[1] : [];
        string token = mode == "raw" ? Encoding.UTF8.GetString(first) : Sign(first, second, reallySign: mode == "signed");
        if (token.Length == 0)
        {
            return;
        }

        byte[] keySet = parts.Count > 2 ? parts[2] : s_keySet;
        ProviderDefinition provider = Subjects.Provider with { JwksUri = mode == "claims" ? null : Subjects.Provider.JwksUri };
        using ProviderHttp http = ScriptedProvider.Connect([keySet]);
        JsonElement claims = Wait(new IdTokenValidator(http, FrozenTime.Instance)
            .ValidateAsync(provider, new Secret(token), Subjects.Nonce, CancellationToken.None));

        Oracle.Demand(claims.GetProperty("iss").GetString() == Subjects.Issuer, "Another issuer's token was taken.");
        Oracle.Demand(claims.GetProperty("nonce").GetString() == Subjects.Nonce, "Another sign-in's token was taken.");
        Oracle.Demand(claims.GetProperty("exp").GetDouble() >= FrozenTime.Now.AddMinutes(-5).ToUnixTimeSeconds(), "A dead token was taken.");
        Oracle.Demand(claims.GetProperty("aud").GetRawText().Length > 2, "Nobody's token was taken.");
        Account account = AccountReader.From(provider, claims);
        Oracle.IsFitToShow(account.Name ?? "", "The account's name");
    }

    private static string Sign(byte[] header, byte[] payload, bool reallySign)
    {
        string signed = $"{Base64Url.EncodeToString(header)}.{Base64Url.EncodeToString(payload)}";
        byte[] signature = reallySign ? s_key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256) : [1];
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private static T Wait<T>(Task<T> task) => task.GetAwaiter().GetResult();
}
