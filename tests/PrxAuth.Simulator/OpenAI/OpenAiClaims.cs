using System.Text.Json.Nodes;
using PrxAuth.Simulator.Issuing;

namespace PrxAuth.Simulator.OpenAI;

/// <summary>What OpenAI's tokens say of a person: the account stands in an object below a name that is an address.</summary>
internal static class OpenAiClaims
{
    private const string Auth = "https://api.openai.com/auth";
    private const string Profile = "https://api.openai.com/profile";

    public static string AccountId(SimulatorUser user) => $"00000000-0000-4000-8000-{user.Number:D12}";

    public static string UserId(SimulatorUser user) => $"user-{user.Subject}";

    public static JsonObject IdToken(UserGrant grant, string issuer, DateTimeOffset now, string accountId)
    {
        JsonObject claims = new()
        {
            ["iss"] = issuer,
            ["aud"] = new JsonArray(grant.ClientId),
            ["sub"] = $"auth0|{grant.User.Subject}",
            ["email"] = grant.User.Email,
            ["name"] = grant.User.DisplayName,
            ["iat"] = now.ToUnixTimeSeconds(),
            ["exp"] = now.AddHours(1).ToUnixTimeSeconds(),
            [Auth] = Account(grant.User, accountId),
        };
        if (grant.Nonce is { } nonce)
        {
            claims["nonce"] = nonce;
        }

        return claims;
    }

    public static JsonObject AccessToken(UserGrant grant, DateTimeOffset end) => new()
    {
        ["jti"] = Guid.NewGuid().ToString(),
        ["sub"] = $"auth0|{grant.User.Subject}",
        ["scp"] = new JsonArray([.. grant.Scopes.Select(scope => (JsonNode)scope)]),
        ["exp"] = end.ToUnixTimeSeconds(),
        [Auth] = Account(grant.User, AccountId(grant.User)),
        [Profile] = new JsonObject { ["email"] = grant.User.Email, ["email_verified"] = true },
    };

    private static JsonObject Account(SimulatorUser user, string accountId) => new()
    {
        ["chatgpt_account_id"] = accountId,
        ["chatgpt_plan_type"] = "plus",
        ["chatgpt_user_id"] = UserId(user),
        ["user_id"] = UserId(user),
    };
}
