using System.Net;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows.Device;

/// <summary>The device authorization grant (RFC 8628), with a proof key where the provider wants one (RFC 7636 brought to the device).</summary>
internal sealed class Rfc8628Protocol(ProviderHttp http, TokenEndpoint tokens, ClientAuthenticator clients, TimeProvider time) : IDeviceProtocol
{
    public async Task<DeviceLogin> StartAsync(ProviderDefinition provider, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.DeviceAuthorizationEndpoint ?? throw TokenEndpoint.Incomplete(provider, "device_authorization_endpoint");
        ClientProof client = await clients.ProveAsync(provider, isFederated: false, cancellationToken).ConfigureAwait(false);
        ProofKey? proof = provider.DeviceProofKey ? ProofKey.Create() : null;
        List<KeyValuePair<string, string>> members = [.. TargetServices.Of(provider)];
        if (scopes.Count > 0)
        {
            members.Add(new(OidcConstants.AuthorizeRequest.Scope, string.Join(' ', scopes)));
        }

        if (proof is not null)
        {
            members.Add(new(OidcConstants.AuthorizeRequest.CodeChallenge, proof.Challenge));
            members.Add(new(OidcConstants.AuthorizeRequest.CodeChallengeMethod, OidcConstants.CodeChallengeMethods.Sha256));
        }

        // The client says who it is as it does at the token endpoint (section 3.1).
        using ProtocolRequest request = ClientRequest.Form(provider, endpoint, provider.ClientId, client, members);
        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        return Read(reply, scopes, proof) ?? throw ProviderFailure.From(provider, reply, client.Secret, client.Assertion);
    }

    public async Task<DeviceAnswer> PollAsync(ProviderDefinition provider, DeviceLogin login, CancellationToken cancellationToken)
    {
        Grant grant = new Grant(OidcConstants.GrantTypes.DeviceCode)
            .Add("device_code", login.Code)
            .Add(OidcConstants.TokenRequest.CodeVerifier, login.Verifier)
            .BoundTo(login.DpopKey);
        DateTimeOffset askedAt = time.GetUtcNow();
        ProviderReply reply = await tokens.SendAsync(provider, grant, cancellationToken).ConfigureAwait(false);
        if (TokenEndpoint.Read(provider, reply, login.Scopes, askedAt, grant) is { } granted)
        {
            return new DeviceAnswer.Granted(Task.FromResult(granted));
        }

        OAuthReply? answer = OAuthReply.Parse(reply);
        return answer?.Error switch
        {
            "authorization_pending" => new DeviceAnswer.Pending(),
            "slow_down" => new DeviceAnswer.SlowDown(answer.Seconds("interval")),
            "expired_token" => new DeviceAnswer.Expired(),
            // Section 3.5 has 400 for every error of a code; a bare 401 is how some say that theirs is none any more.
            null when reply.Status == HttpStatusCode.Unauthorized => new DeviceAnswer.Expired(),
            _ when DeviceMembers.IsUnwell(reply) => new DeviceAnswer.Unwell((int)reply.Status, reply.RetryAfter),
            _ => throw ProviderFailure.From(provider, reply, grant.Secrets),
        };
    }

    private static DeviceLogin? Read(ProviderReply reply, IReadOnlyList<string> scopes, ProofKey? proof)
    {
        if (OAuthReply.Parse(reply) is not { } answer || answer.Error is not null
            || answer.Token("device_code") is not { } deviceCode
            || DeviceMembers.UserCode(answer) is not { } userCode
            || DeviceMembers.Address(answer, "verification_uri", "verification_url") is not { } page)
        {
            return null;
        }

        return new DeviceLogin(new Secret(deviceCode), userCode, page, scopes)
        {
            VerificationUriComplete = DeviceMembers.Address(answer, "verification_uri_complete", "verification_url_complete"),
            Verifier = proof?.Verifier,
            ExpiresIn = answer.Seconds("expires_in"),
            Interval = answer.Seconds("interval"),
        };
    }
}
