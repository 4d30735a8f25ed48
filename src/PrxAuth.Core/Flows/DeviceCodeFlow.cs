using Duende.IdentityModel;
using Duende.IdentityModel.Client;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows;

/// <summary>The device authorization grant (RFC 8628).</summary>
internal sealed class DeviceCodeFlow(ProviderHttp http, TokenEndpoint tokens, ClientAuthenticator clients, IBrowserLauncher browser, TimeProvider time)
{
    private static readonly TimeSpan s_defaultInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_defaultLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestLifetime = TimeSpan.FromDays(1);

    public async Task<TokenSet> SignInAsync(FlowContext context, bool openBrowser, CancellationToken cancellationToken)
    {
        ProviderDefinition provider = context.Provider.Definition;
        DeviceAuthorization device = await RequestCodeAsync(provider, context.Scopes, cancellationToken).ConfigureAwait(false);
        bool opened = openBrowser
            && await browser.TryOpenAsync(device.VerificationUriComplete ?? device.VerificationUri, cancellationToken).ConfigureAwait(false);
        context.Interaction.ShowUserCode(new UserCodePrompt(
            provider.DisplayName, device.UserCode, device.VerificationUri, device.VerificationUriComplete, device.ExpiresIn, opened));

        TimeSpan patience = context.Timeout is { } asked && asked < device.ExpiresIn ? asked : device.ExpiresIn;
        return await new PersonWait(context.Interaction, time).RunAsync(
            $"Waiting for the code to be approved at {provider.DisplayName}",
            patience,
            token => PollAsync(context, device, token),
            () => patience < device.ExpiresIn ? SignInFailures.TimedOut(provider, patience) : CodeExpired(provider),
            cancellationToken).ConfigureAwait(false);
    }

    private async Task<DeviceAuthorization> RequestCodeAsync(
        ProviderDefinition provider, IReadOnlyList<string> scopes, CancellationToken cancellationToken)
    {
        Uri endpoint = provider.DeviceAuthorizationEndpoint ?? throw TokenEndpoint.Incomplete(provider, "device_authorization_endpoint");
        ClientProof proof = await clients.ProveAsync(provider, isFederated: false, cancellationToken).ConfigureAwait(false);
        List<KeyValuePair<string, string>> members = [.. TargetServices.Of(provider)];
        if (scopes.Count > 0)
        {
            members.Add(new(OidcConstants.AuthorizeRequest.Scope, string.Join(' ', scopes)));
        }

        using ProtocolRequest request = ClientRequest.Form(provider, endpoint, provider.ClientId, proof, members);
        ProviderReply reply = await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
        return DeviceAuthorization.Read(reply) ?? throw ProviderFailure.From(provider, reply, proof.Secret, proof.Assertion);
    }

    private async Task<TokenSet> PollAsync(FlowContext context, DeviceAuthorization device, CancellationToken cancellationToken)
    {
        ProviderDefinition provider = context.Provider.Definition;
        ISignInInteraction interaction = context.Interaction;
        // Whatever the provider says, we neither hammer it nor sleep through the code's life.
        TimeSpan interval = Min(Max(device.Interval ?? s_defaultInterval, s_shortestInterval), s_longestInterval);
        while (true)
        {
            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            Grant grant = new Grant(OidcConstants.GrantTypes.DeviceCode).Add("device_code", device.DeviceCode).BoundTo(context.DpopKey);
            DateTimeOffset askedAt = time.GetUtcNow();
            ProviderReply reply;
            try
            {
                reply = await tokens.SendAsync(provider, grant, cancellationToken).ConfigureAwait(false);
            }
            catch (PrxAuthException e) when (e.Error is PrxAuthError.ProviderTimedOut or PrxAuthError.ProviderUnreachable)
            {
                // RFC 8628 section 3.5: a connection that fails asks for fewer polls, not for giving up.
                interval = BackOff(interval);
                interaction.Step($"{e.Message} Trying again in {interval.TotalSeconds:0} seconds.");
                continue;
            }

            if (TokenEndpoint.Read(provider, reply, context.Scopes, askedAt, grant) is { } granted)
            {
                return granted;
            }

            OAuthReply? answer = OAuthReply.Parse(reply);
            switch (answer?.Error)
            {
                case "authorization_pending":
                    break;
                case "slow_down":
                    // GitHub sends the new interval with it; the RFC adds five seconds. Whichever is longer.
                    interval = Min(Max(interval + s_defaultInterval, answer.Seconds("interval") ?? TimeSpan.Zero), s_longestInterval);
                    interaction.Step($"The provider asked to slow down; polling every {interval.TotalSeconds:0} seconds now.");
                    break;
                case "expired_token":
                    throw CodeExpired(provider);
                case null when (int)reply.Status >= 500 || (int)reply.Status is 429 or 408:
                    interval = Min(Max(BackOff(interval), reply.RetryAfter ?? TimeSpan.Zero), s_longestInterval);
                    interaction.Step($"The provider answered with HTTP {(int)reply.Status}; trying again in {interval.TotalSeconds:0} seconds.");
                    break;
                default:
                    throw ProviderFailure.From(provider, reply, grant.Secrets);
            }
        }
    }

    private static TimeSpan BackOff(TimeSpan interval) => Max(interval, Min(interval * 2, s_longestBackoff));

    private static TimeSpan Min(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private static PrxAuthException CodeExpired(ProviderDefinition provider) => new(
        PrxAuthError.DeviceCodeExpired,
        $"The code for provider '{provider.Name}' ran out before it was approved.",
        "Sign in again and enter the new code in time.")
    { Target = provider.Name };

    private sealed record DeviceAuthorization(
        Secret DeviceCode, string UserCode, Uri VerificationUri, Uri? VerificationUriComplete, TimeSpan ExpiresIn, TimeSpan? Interval)
    {
        public static DeviceAuthorization? Read(ProviderReply reply)
        {
            if (OAuthReply.Parse(reply) is not { } answer || answer.Error is not null
                || answer.Token("device_code") is not { } deviceCode
                || (answer.Text("user_code") ?? answer.Text("usercode")) is not { Length: <= 64 } userCode || Invisible.IsIn(userCode)
                || Address(answer.Text("verification_uri") ?? answer.Text("verification_url")) is not { } page)
            {
                return null;
            }

            return new DeviceAuthorization(
                new Secret(deviceCode),
                userCode,
                page,
                Address(answer.Text("verification_uri_complete") ?? answer.Text("verification_url_complete")),
                answer.Seconds("expires_in") is { Ticks: > 0 } lifetime ? Min(lifetime, s_longestLifetime) : s_defaultLifetime,
                answer.Seconds("interval"));
        }

        private static Uri? Address(string? text) =>
            Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && ProviderHttp.IsTrustworthy(address) ? address : null;
    }
}
