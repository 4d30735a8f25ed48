using System.Security.Cryptography;
using System.Text;
using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using PrxAuth.Core.Flows.Loopback;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows;

/// <summary>
/// One authorization request (RFC 6749 section 4.1 with RFC 7636 and RFC 9207): the address a person is sent to, the checks on what
/// comes back, and the redemption of the code.
/// </summary>
internal sealed class AuthorizationRequest
{
    private readonly ResolvedProvider _provider;
    private readonly IReadOnlyList<string> _scopes;
    private readonly ProofKey _proof;
    private readonly Secret? _dpopKey;
    private readonly Uri _endpoint;
    private readonly Parameters _parameters;

    /// <summary>Composes a request.</summary>
    /// <param name="provider">The provider, resolved.</param>
    /// <param name="scopes">The scopes to ask for.</param>
    /// <param name="proof">The secrets of this request.</param>
    /// <param name="redirectUri">Where the answer comes to.</param>
    /// <param name="loginHint">The account that is expected; null: whoever signs in.</param>
    /// <param name="dpopKey">The key that code and tokens are to be bound to (RFC 9449 section 10); null: none.</param>
    public AuthorizationRequest(
        ResolvedProvider provider, IReadOnlyList<string> scopes, ProofKey proof, Uri redirectUri, string? loginHint = null, Secret? dpopKey = null)
    {
        _provider = provider;
        _scopes = scopes;
        _proof = proof;
        _dpopKey = dpopKey;
        _endpoint = provider.Definition.AuthorizationEndpoint ?? throw TokenEndpoint.Incomplete(provider.Definition, "authorization_endpoint");
        RedirectUri = redirectUri;
        _parameters = Compose(loginHint);
        Address = new Uri(new RequestUrl(_endpoint.AbsoluteUri).Create(_parameters));
    }

    /// <summary>Where the person is sent.</summary>
    public Uri Address { get; private set; }

    /// <summary>Where the answer comes to.</summary>
    public Uri RedirectUri { get; }

    /// <summary>The nonce the id_token must carry; null where none was sent.</summary>
    public string? Nonce => _provider.Definition.OpenIdConnect ? _proof.Nonce : null;

    /// <summary>What another process needs to finish this request.</summary>
    public PendingSignIn ToPending(FlowContext context, DateTimeOffset now) => new()
    {
        Key = context.Key,
        Flow = context.Flow,
        ClientId = _provider.Definition.ClientId!,
        Address = Address,
        RedirectUri = RedirectUri,
        Scopes = _scopes,
        Proof = _proof,
        DpopKey = context.DpopKey,
        Force = context.Force,
        StartedAt = now,
        ExpiresAt = now + PendingSignIn.Lifetime,
    };

    /// <summary>Hands the request to the server where the provider takes it that way: the person is then sent with a reference to it.</summary>
    /// <exception cref="PrxAuthException">The server did not take it.</exception>
    public async Task PushAsync(PushedAuthorization pushing, CancellationToken cancellationToken)
    {
        if (PushedAuthorization.IsDue(_provider))
        {
            Address = await pushing.PushAsync(_provider.Definition, _endpoint, _parameters, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Checks an authorization response and gives its code.</summary>
    /// <exception cref="PrxAuthException">It is not the answer to this request, or it is an error.</exception>
    public Secret Accept(AuthorizationResponse response)
    {
        ProviderDefinition provider = _provider.Definition;
        if (!Matches(response.State, _proof.State))
        {
            throw SignInFailures.Foreign(provider, "its state is another one");
        }

        CheckIssuer(response.Issuer);
        if (response.Error is { } error)
        {
            throw Refused(provider, error, response.ErrorDescription);
        }

        return response.Code ?? throw SignInFailures.Foreign(provider, "it holds neither a code nor an error");
    }

    /// <summary>Redeems the code. Asked once: a code that may have been received must not be sent again (RFC 6749 section 4.1.2).</summary>
    public Task<TokenSet> RedeemAsync(TokenEndpoint endpoint, Secret code, CancellationToken cancellationToken)
    {
        Grant grant = new Grant(OidcConstants.GrantTypes.AuthorizationCode)
            .Add(OidcConstants.TokenRequest.Code, code)
            .Add(OidcConstants.TokenRequest.RedirectUri, RedirectUri.OriginalString)
            .Add(OidcConstants.TokenRequest.CodeVerifier, _proof.Verifier)
            .BoundTo(_dpopKey);
        if (_provider.Definition.StateInTokenRequest)
        {
            grant.Add("state", _proof.State);
        }

        return endpoint.RedeemAsync(_provider.Definition, grant, _scopes, cancellationToken);
    }

    /// <summary>Reads what a person pasted: the redirect URL, its query, <c>code#state</c>, or, where the provider's page shows nothing else,
    /// the bare code.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.RedirectInvalid"/>: it is none of these.</exception>
    public AuthorizationResponse ReadPasted(string pasted) =>
        PastedRedirect.Read(pasted, bareCodeIsAllowed: _provider.Definition.PasteRedirectUri is not null, _proof.State) ?? throw NotTheRedirect();

    private PrxAuthException NotTheRedirect() => new(
        PrxAuthError.RedirectInvalid,
        "What was pasted is not the redirect address of this sign-in.",
        _provider.Definition.PasteRedirectUri is not null
            ? "Paste the code that the page shows."
            : $"Paste the whole address from the browser's address line; it starts with {RedirectUri.GetLeftPart(UriPartial.Path)}.")
    {
        Target = _provider.Definition.Name,
    };

    private Parameters Compose(string? loginHint)
    {
        ProviderDefinition provider = _provider.Definition;
        var parameters = new Parameters
        {
            { OidcConstants.AuthorizeRequest.ResponseType, OidcConstants.ResponseTypes.Code },
            { OidcConstants.AuthorizeRequest.ClientId, provider.ClientId! },
            { OidcConstants.AuthorizeRequest.RedirectUri, RedirectUri.OriginalString },
            { OidcConstants.AuthorizeRequest.State, _proof.State },
            { OidcConstants.AuthorizeRequest.CodeChallenge, _proof.Challenge },
            { OidcConstants.AuthorizeRequest.CodeChallengeMethod, OidcConstants.CodeChallengeMethods.Sha256 },
        };
        if (_scopes.Count > 0)
        {
            parameters.Add(OidcConstants.AuthorizeRequest.Scope, string.Join(' ', _scopes));
        }

        if (Nonce is not null)
        {
            parameters.Add(OidcConstants.AuthorizeRequest.Nonce, Nonce);
        }

        if (loginHint is not null)
        {
            parameters.Add(OidcConstants.AuthorizeRequest.LoginHint, loginHint);
        }

        if (_dpopKey is not null)
        {
            parameters.Add("dpop_jkt", DpopKey.ThumbprintOf(_dpopKey));
        }

        parameters.AddRange(TargetServices.Of(provider));
        foreach ((string name, string value) in provider.AuthorizationParameters)
        {
            parameters.Add(name, value, ParameterReplaceBehavior.All);
        }

        return parameters;
    }

    // RFC 9207 section 2.4. An issuer that the server did not promise is compared too: providers send it unannounced, and a wrong one is wrong.
    private void CheckIssuer(string? stated)
    {
        ProviderDefinition provider = _provider.Definition;
        if (stated is null && _provider.IssuerParameterSupported)
        {
            throw SignInFailures.Foreign(provider, "the provider promises to name its issuer, and this answer does not (RFC 9207)");
        }

        if (stated is not null && provider.Issuer is not null && !string.Equals(stated, provider.Issuer, StringComparison.Ordinal))
        {
            throw SignInFailures.Foreign(provider, $"it comes from the issuer '{SafeText.Clean(stated)}', not from '{provider.Issuer}' (RFC 9207)");
        }
    }

    private static bool Matches(string stated, string expected) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(stated), Encoding.UTF8.GetBytes(expected));

    private static PrxAuthException Refused(ProviderDefinition provider, string error, string? description)
    {
        string said = description is null ? SafeText.Clean(error) : $"{SafeText.Clean(error)}: {SafeText.Clean(description).TrimEnd('.')}";
        return error is "access_denied" or "authorization_declined" or "authorization_denied"
            ? new PrxAuthException(
                PrxAuthError.AccessDenied, $"The sign-in to provider '{provider.Name}' was denied ({said}).", "Sign in again and approve the request.")
            { Target = provider.Name }
            : new PrxAuthException(
                PrxAuthError.AuthorizationFailed, $"Provider '{provider.Name}' ended the sign-in ({said}).", "Check the client's settings at the provider and the scopes asked for.")
            { Target = provider.Name };
    }
}
