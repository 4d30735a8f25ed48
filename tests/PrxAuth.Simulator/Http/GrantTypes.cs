namespace PrxAuth.Simulator.Http;

/// <summary>The grant types of RFC 6749 and RFC 8628, and MiniMax's own, as they stand in a token request.</summary>
internal static class GrantTypes
{
    public const string AuthorizationCode = "authorization_code";
    public const string RefreshToken = "refresh_token";
    public const string UserCode = "urn:ietf:params:oauth:grant-type:user_code";
    public const string DeviceCode = "urn:ietf:params:oauth:grant-type:device_code";
}
