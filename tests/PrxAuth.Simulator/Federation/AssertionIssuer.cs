using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Federation;

/// <summary>A CI's endpoints for assertions: GitHub Actions' and Azure Pipelines' way to ask.</summary>
internal sealed class AssertionIssuer(SimulatorControl control)
{
    public const string Subject = "repo:octo/runbooks:ref:refs/heads/main";

    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);
    private static readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public static string IssuerOf(HttpRequest request) => $"{request.Scheme}://{request.Host}/ci";

    public Task GitHubAsync(HttpContext context) => AnswerAsync(context, "value", context.Request.Query["audience"]);

    /// <summary>The audience is the service connection's, which stands for the token service here.</summary>
    public Task AzureAsync(HttpContext context) => AnswerAsync(
        context, "oidcToken", context.Request.Query["api-version"].Count > 0 ? FederationScenario.Audience : null);

    public static bool IsSigned(string signed, string signature) => _key.VerifyData(
        Encoding.ASCII.GetBytes(signed), Base64Url.DecodeFromChars(signature), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);

    public string Issue(string issuer, string? audience)
    {
        DateTimeOffset now = control.Clock.GetUtcNow();
        string signed = $"{Encode(new JsonObject { ["alg"] = "ES256", ["typ"] = "JWT" })}.{Encode(new JsonObject
        {
            ["iss"] = issuer,
            ["sub"] = Subject,
            ["aud"] = audience,
            ["jti"] = RandomText.Hex(32),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = (now + _lifetime).ToUnixTimeSeconds(),
        })}";
        byte[] signature = _key.SignData(Encoding.ASCII.GetBytes(signed), HashAlgorithmName.SHA256, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
        return $"{signed}.{Base64Url.EncodeToString(signature)}";
    }

    private Task AnswerAsync(HttpContext context, string member, string? audience) =>
        Credentials.AuthorizationToken(context.Request, "Bearer") == FederationScenario.JobToken
            ? Reply.JsonAsync(context, 200, new JsonObject { [member] = Issue(IssuerOf(context.Request), audience) })
            : Reply.ErrorAsync(context, 401, "unauthorized", "The job's token is missing or wrong.");

    private static string Encode(JsonObject part) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(part.ToJsonString()));
}
