using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Federation;

/// <summary>A token service that trusts the CI: it takes its assertions in the three ways that providers have, each assertion once. Its
/// API takes what it gave out.</summary>
internal sealed class TokenService(SimulatorControl control)
{
    private readonly ConcurrentDictionary<string, byte> _spent = [];
    private readonly ConcurrentDictionary<string, byte> _issued = [];

    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters form = await RequestParameters.ReadAsync(context);
        string? assertion = form["grant_type"] switch
        {
            "client_credentials" when form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
                && form["client_id"] == SimulatorClients.Workload => form["client_assertion"],
            "urn:ietf:params:oauth:grant-type:jwt-bearer" => form["assertion"],
            "urn:ietf:params:oauth:grant-type:token-exchange" when form["subject_token_type"] == "urn:ietf:params:oauth:token-type:jwt"
                && form["requested_token_type"] == "urn:ietf:params:oauth:token-type:access_token" => form["subject_token"],
            _ => null,
        };
        string error = form["grant_type"] == "client_credentials" ? "invalid_client" : "invalid_grant";
        if (assertion is null || Refusal(context.Request, assertion) is not { } refusal)
        {
            await Reply.ErrorAsync(context, 400, "invalid_request", "That is none of the ways to bring an assertion.");
        }
        else if (refusal.Length > 0)
        {
            await Reply.ErrorAsync(context, 400, error, refusal);
        }
        else
        {
            string accessToken = RandomText.Alphanumeric(40);
            _issued.TryAdd(accessToken, 0);
            JsonObject answer = new()
            {
                ["access_token"] = accessToken,
                ["token_type"] = "Bearer",
                ["expires_in"] = (int)control.AccessTokenLifetime.TotalSeconds,
                ["issued_token_type"] = "urn:ietf:params:oauth:token-type:access_token",
            };
            await Reply.JsonAsync(context, 200, answer);
        }
    }

    public Task MeAsync(HttpContext context) =>
        Credentials.AuthorizationToken(context.Request, "Bearer") is { } token && _issued.ContainsKey(token)
            ? Reply.JsonAsync(context, 200, new JsonObject { ["sub"] = AssertionIssuer.Subject })
            : Reply.ErrorAsync(context, 401, "invalid_token", "The token is missing or none of this service's.");

    /// <summary>Why an assertion is not good; empty: it is, and it is spent now.</summary>
    private string? Refusal(HttpRequest request, string assertion)
    {
        if (assertion.Split('.') is not [var head, var body, var signature] || !AssertionIssuer.IsSigned($"{head}.{body}", signature))
        {
            return "The signature is wrong.";
        }

        JsonNode claims = JsonNode.Parse(Base64Url.DecodeFromChars(body))!;
        string? audience = (string?)claims["aud"];
        string id = (string)claims["jti"]!;
        if ((string?)claims["iss"] != AssertionIssuer.IssuerOf(request) || audience != FederationScenario.Audience)
        {
            return "The issuer or the audience is another.";
        }

        if (DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!) < control.Clock.GetUtcNow())
        {
            return "It has run out.";
        }

        if (!_spent.TryAdd(id, 0))
        {
            return "It was used before.";
        }

        control.Federation.Spent.Enqueue(id);
        return string.Empty;
    }
}
