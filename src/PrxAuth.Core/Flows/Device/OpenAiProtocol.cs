using System.Net;
using Duende.IdentityModel;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows.Device;

/// <summary>
/// OpenAI's device sign-in for Codex: JSON, a refusal that means "not yet", and at the end an authorization code with a code verifier that
/// the server has made, to be redeemed like any other code.
/// </summary>
internal sealed class OpenAiProtocol(ProviderHttp http, TokenEndpoint tokens) : IDeviceProtocol
{
    // Its answers name no end, and a dead code looks like a pending one.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(15);

    public async Task<DeviceLogin> StartAsync(ProviderDefinition provider, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.DeviceAuthorizationEndpoint ?? throw TokenEndpoint.Incomplete(provider, "device_authorization_endpoint");
        Uri page = AtIssuer(provider, "codex/device");
        ProviderReply reply = await PostAsync(
            provider, endpoint, [new(OidcConstants.TokenRequest.ClientId, provider.ClientId!)], cancellationToken).ConfigureAwait(false);
        if (reply.Status == HttpStatusCode.NotFound)
        {
            throw SwitchedOff(provider);
        }

        return OAuthReply.Parse(reply) is { Error: null } answer
            && answer.Token("device_auth_id") is { } id && DeviceMembers.UserCode(answer) is { } userCode
                ? new DeviceLogin(new Secret(id), userCode, page, scopes) { ExpiresIn = s_lifetime, Interval = answer.Seconds("interval") }
                : throw ProviderFailure.From(provider, reply);
    }

    public async Task<DeviceAnswer> PollAsync(ProviderDefinition provider, DeviceLogin login, CancellationToken cancellationToken)
    {
        var endpoint = new Uri(provider.DeviceAuthorizationEndpoint!, "token");
        ProviderReply reply = await PostAsync(
            provider, endpoint, [new("device_auth_id", login.Code.Reveal()), new("user_code", login.UserCode)], cancellationToken)
            .ConfigureAwait(false);
        OAuthReply? answer = OAuthReply.Parse(reply);
        if (reply.IsSuccessStatus && answer?.Token("authorization_code") is { } code && answer.Token("code_verifier") is { } verifier)
        {
            Grant grant = new Grant(OidcConstants.GrantTypes.AuthorizationCode)
                .Add(OidcConstants.TokenRequest.Code, new Secret(code))
                .Add(OidcConstants.TokenRequest.RedirectUri, AtIssuer(provider, "deviceauth/callback").AbsoluteUri)
                .Add(OidcConstants.TokenRequest.CodeVerifier, new Secret(verifier));
            return new DeviceAnswer.Granted(tokens.RedeemAsync(provider, grant, login.Scopes, cancellationToken));
        }

        return answer?.Error switch
        {
            "slow_down" => new DeviceAnswer.SlowDown(answer.Seconds("interval")),
            "expired_token" => new DeviceAnswer.Expired(),
            not "access_denied" when reply.Status is HttpStatusCode.Forbidden or HttpStatusCode.NotFound => new DeviceAnswer.Pending(),
            _ when DeviceMembers.IsUnwell(reply) => new DeviceAnswer.Unwell((int)reply.Status, reply.RetryAfter),
            _ => throw ProviderFailure.From(provider, reply, login.Code),
        };
    }

    private async Task<ProviderReply> PostAsync(
        ProviderDefinition provider, Uri endpoint, KeyValuePair<string, string>[] members, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint) { Content = JsonBody.Of(members) };
        return await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
    }

    private static Uri AtIssuer(ProviderDefinition provider, string path) =>
        new($"{(provider.Issuer ?? throw TokenEndpoint.Incomplete(provider, "issuer")).TrimEnd('/')}/{path}");

    private static PrxAuthException SwitchedOff(ProviderDefinition provider) => new(
        PrxAuthError.FlowNotSupported,
        $"Provider '{provider.Name}' gives no device codes: they are switched off for this account or server (HTTP 404).",
        $"Sign in with a browser (Connect-PrxAuth -Provider {provider.Name}), or switch device codes on in the account's security settings. "
        + $"For a browser on another machine set flows = [\"browser\", \"paste\", \"token\"] under [providers.{provider.Name}] in the config file.")
    { Target = provider.Name };
}
