using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Flows.Device;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Flows;

/// <summary>Signs in by a code that a person enters in a browser anywhere: shows it, and asks at the provider's pace until they have.</summary>
internal sealed class DeviceCodeFlow(ProviderHttp http, TokenEndpoint tokens, ClientAuthenticator clients, IBrowserLauncher browser, TimeProvider time)
{
    // RFC 8628 section 3.2 and 3.5.
    private static readonly TimeSpan s_defaultInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_defaultLifetime = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan s_shortestInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longestInterval = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_longestBackoff = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_longestLifetime = TimeSpan.FromDays(1);

    public async Task<TokenSet> SignInAsync(FlowContext context, bool openBrowser, CancellationToken cancellationToken)
    {
        ProviderDefinition provider = context.Provider.Definition;
        IDeviceProtocol protocol = ProtocolOf(provider);
        DeviceLogin started = await protocol.StartAsync(provider, context.Scopes, cancellationToken).ConfigureAwait(false);
        DeviceLogin login = started with { DpopKey = context.DpopKey };
        TimeSpan lifetime = login.ExpiresIn is { Ticks: > 0 } stated ? Min(stated, s_longestLifetime) : s_defaultLifetime;
        UserCodeCopy copy = context.CopyCode
            ? await context.Interaction.CopyAsync(login.UserCode, cancellationToken).ConfigureAwait(false)
            : UserCodeCopy.None;
        bool opened = openBrowser
            && await browser.TryOpenAsync(login.VerificationUriComplete ?? login.VerificationUri, cancellationToken).ConfigureAwait(false);
        context.Interaction.ShowUserCode(new UserCodePrompt(
            provider.DisplayName, login.UserCode, login.VerificationUri, login.VerificationUriComplete, lifetime, opened)
        {
            Copy = copy,
            WantsQrCode = context.ShowQrCode,
        });

        TimeSpan patience = context.Timeout is { } asked && asked < lifetime ? asked : lifetime;
        return await new PersonWait(context.Interaction, time).RunAsync(
            $"Waiting for the code to be approved at {provider.DisplayName}",
            patience,
            token => PollAsync(protocol, provider, login, context.Interaction, token),
            () => patience < lifetime ? SignInFailures.TimedOut(provider, patience) : CodeExpired(provider),
            cancellationToken).ConfigureAwait(false);
    }

    private IDeviceProtocol ProtocolOf(ProviderDefinition provider) => provider.DeviceProtocol switch
    {
        DeviceProtocol.OpenAi => new OpenAiProtocol(http, tokens),
        DeviceProtocol.MiniMax => new MiniMaxProtocol(http, tokens, time),
        _ => new Rfc8628Protocol(http, tokens, clients, time),
    };

    private async Task<TokenSet> PollAsync(
        IDeviceProtocol protocol, ProviderDefinition provider, DeviceLogin login, ISignInInteraction interaction, CancellationToken cancellationToken)
    {
        // Whatever the provider says, we neither hammer it nor sleep through the code's life.
        TimeSpan interval = Min(Max(login.Interval ?? s_defaultInterval, s_shortestInterval), s_longestInterval);
        while (true)
        {
            await Task.Delay(interval, time, cancellationToken).ConfigureAwait(false);
            DeviceAnswer answer;
            try
            {
                answer = await protocol.PollAsync(provider, login, cancellationToken).ConfigureAwait(false);
            }
            catch (PrxAuthException e) when (e.Error is PrxAuthError.ProviderTimedOut or PrxAuthError.ProviderUnreachable)
            {
                // RFC 8628 section 3.5: a connection that fails asks for fewer polls, not for giving up.
                interval = BackOff(interval);
                interaction.Step($"{e.Message} Trying again in {interval.TotalSeconds:0} seconds.");
                continue;
            }

            switch (answer)
            {
                case DeviceAnswer.Granted granted:
                    return await granted.Tokens.ConfigureAwait(false);
                case DeviceAnswer.Expired:
                    throw CodeExpired(provider);
                case DeviceAnswer.SlowDown slowDown:
                    // GitHub sends the new interval with it; the RFC adds five seconds. Whichever is longer.
                    interval = Min(Max(interval + s_defaultInterval, slowDown.Interval ?? TimeSpan.Zero), s_longestInterval);
                    interaction.Step($"The provider asked to slow down; polling every {interval.TotalSeconds:0} seconds now.");
                    break;
                case DeviceAnswer.Unwell unwell:
                    interval = Min(Max(BackOff(interval), unwell.RetryAfter ?? TimeSpan.Zero), s_longestInterval);
                    interaction.Step($"The provider answered with HTTP {unwell.Status}; trying again in {interval.TotalSeconds:0} seconds.");
                    break;
                default:
                    break;
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
}
