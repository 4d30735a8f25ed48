using Duende.IdentityModel;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows.Device;

/// <summary>
/// MiniMax's sign-in by user code: a proof key and a <c>state</c> that comes back, HTTP 200 with a <c>status</c> for everything, and no
/// device code: polls show the user code with the code verifier.
/// </summary>
internal sealed class MiniMaxProtocol(ProviderHttp http, TokenEndpoint tokens, TimeProvider time) : IDeviceProtocol
{
    private const string UserCodeGrant = "urn:ietf:params:oauth:grant-type:user_code";

    // The unit of "interval" has been seen both ways; nobody polls every quarter of an hour.
    private const double LeastMilliseconds = 1000;

    public async Task<DeviceLogin> StartAsync(ProviderDefinition provider, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.DeviceAuthorizationEndpoint ?? throw TokenEndpoint.Incomplete(provider, "device_authorization_endpoint");
        var proof = ProofKey.Create();
        List<KeyValuePair<string, string>> members =
        [
            new(OidcConstants.AuthorizeRequest.ResponseType, OidcConstants.ResponseTypes.Code),
            new(OidcConstants.AuthorizeRequest.CodeChallenge, proof.Challenge),
            new(OidcConstants.AuthorizeRequest.CodeChallengeMethod, OidcConstants.CodeChallengeMethods.Sha256),
            new(OidcConstants.AuthorizeRequest.State, proof.State),
        ];
        if (scopes.Count > 0)
        {
            members.Add(new(OidcConstants.AuthorizeRequest.Scope, string.Join(' ', scopes)));
        }

        DateTimeOffset askedAt = time.GetUtcNow();
        using HttpRequestMessage request = ClientRequest.Form(provider, endpoint, provider.ClientId, ClientProof.None, members);
        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        if (OAuthReply.Parse(reply) is not { Error: null } answer || DeviceMembers.UserCode(answer) is not { } userCode
            || DeviceMembers.Address(answer, "verification_uri", "verification_url") is not { } page)
        {
            throw ProviderFailure.From(provider, reply);
        }

        return answer.Text("state") == proof.State
            ? new DeviceLogin(new Secret(userCode), userCode, page, scopes)
            {
                Verifier = proof.Verifier,
                ExpiresIn = answer.TimeUntil("expired_in", askedAt),
                Interval = answer.Seconds("interval") is { TotalSeconds: >= LeastMilliseconds } milliseconds
                    ? milliseconds / 1000
                    : answer.Seconds("interval"),
            }
            : throw Foreign(provider);
    }

    public async Task<DeviceAnswer> PollAsync(ProviderDefinition provider, DeviceLogin login, CancellationToken cancellationToken)
    {
        Grant grant = new Grant(UserCodeGrant)
            .Add("user_code", login.UserCode)
            .Add(OidcConstants.TokenRequest.CodeVerifier, login.Verifier);
        DateTimeOffset askedAt = time.GetUtcNow();
        ProviderReply reply = await tokens.SendAsync(provider, grant, cancellationToken).ConfigureAwait(false);
        if (TokenEndpoint.Read(provider, reply, login.Scopes, askedAt, grant) is { } granted)
        {
            return new DeviceAnswer.Granted(Task.FromResult(granted));
        }

        OAuthReply? answer = OAuthReply.Parse(reply);
        return answer switch
        {
            { Error: null } when answer.Text("status") is not (null or "success") => new DeviceAnswer.Pending(),
            _ when DeviceMembers.IsUnwell(reply) => new DeviceAnswer.Unwell((int)reply.Status, reply.RetryAfter),
            _ => throw ProviderFailure.From(provider, reply, grant.Secrets),
        };
    }

    private static PrxAuthException Foreign(ProviderDefinition provider) => new(
        PrxAuthError.RedirectInvalid,
        $"The code that provider '{provider.Name}' answered with does not belong to this sign-in: its state is another one.",
        "Sign in again. If it happens again, another server may be answering: do not continue.")
    { Target = provider.Name };
}
