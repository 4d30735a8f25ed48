using System.Globalization;
using System.Text.Json;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tokens;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether a provider can be signed in to and answers. No secret is sent to it.</summary>
internal sealed class ProviderCheck(
    ProviderDefinition provider, ICredentialStore store, ProviderHttp http, MetadataClient metadata, Func<string, string?> environment,
    TimeProvider time, bool offline)
    : IDiagnosticCheck
{
    private static readonly TimeSpan s_skewToWarnOf = TimeSpan.FromSeconds(60);

    // Id_tokens are refused beyond it, here and by most providers.
    private static readonly TimeSpan s_skewToFail = TimeSpan.FromMinutes(5);

    public FindingArea Area => FindingArea.Provider;

    public string Name => FindingNames.ProviderEndpoint;

    public async IAsyncEnumerable<Finding> LookAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        yield return await LookAtClientAsync(cancellationToken).ConfigureAwait(false);
        if (offline)
        {
            yield return Finding.Skipped(Area, Name, $"Provider '{provider.Name}' was not asked: offline was wanted.", provider.Name);
            yield break;
        }

        ProviderDefinition definition = provider;
        DateTimeOffset asked = time.GetUtcNow();
        ProviderReply? reply = null;
        string known = string.Empty;
        if (MetadataClient.IsNeededBy(provider))
        {
            IssuerMetadata found = await metadata.FetchAsync(provider, cancellationToken).ConfigureAwait(false);
            definition = MetadataClient.Complete(provider, found.Document).Definition;
            reply = found.Reply;
            known = $" The metadata of {provider.Issuer} names that issuer.";
            yield return LookAtPkce(definition, found.Document);
        }

        if (definition.TokenEndpoint is not { } tokenEndpoint)
        {
            yield return Finding.Failed(
                Area, Name, $"Provider '{provider.Name}' has no token endpoint.", $"Set token_endpoint or issuer under [providers.{provider.Name}].", provider.Name);
            yield break;
        }

        if (reply is null || reply.Endpoint.Authority != tokenEndpoint.Authority)
        {
            asked = time.GetUtcNow();
            reply = await TouchAsync(tokenEndpoint, cancellationToken).ConfigureAwait(false);
        }

        yield return (int)reply.Status >= 500
            ? Finding.Warning(
                Area, Name, $"Provider '{provider.Name}' ({reply.Endpoint.Authority}) answers with HTTP {(int)reply.Status}.{known}",
                "Try again later.", provider.Name)
            : Finding.Ok(Area, Name, $"Provider '{provider.Name}' answers at {reply.Endpoint.Authority}.{known}", provider.Name);
        yield return LookAtRevocation(definition);
        if (reply.Date is { } date)
        {
            yield return LookAtClock(date, asked + ((time.GetUtcNow() - asked) / 2));
        }
    }

    private async Task<Finding> LookAtClientAsync(CancellationToken cancellationToken)
    {
        const string name = FindingNames.ProviderClient;
        try
        {
            ClientSecrets.Demand(provider, environment, provider.Flows is [SignInFlow.Federated, ..] ? SignInFlow.Federated : null);
            return Finding.Ok(Area, name, $"The client of provider '{provider.Name}' is configured.", provider.Name);
        }
        catch (PrxAuthException e)
        {
            return await HoldsGivenTokensAloneAsync(cancellationToken).ConfigureAwait(false)
                ? Finding.Ok(Area, name, $"Provider '{provider.Name}' is used with given tokens, which need no client.", provider.Name)
                : Finding.Warning(Area, name, e.Message, e.Recommendation, provider.Name);
        }
    }

    private async Task<bool> HoldsGivenTokensAloneAsync(CancellationToken cancellationToken)
    {
        if (provider.Flows.All(flow => flow == SignInFlow.GivenToken))
        {
            return true;
        }

        bool isAny = false;
        try
        {
            await foreach (CredentialEntry entry in store.ListAsync(provider.Name, cancellationToken).ConfigureAwait(false))
            {
                isAny = true;
                if (entry.Credential?.Flow != SignInFlow.GivenToken)
                {
                    return false;
                }
            }
        }
        catch (PrxAuthException)
        {
            // Why the store does not open is a finding of its own.
            return false;
        }

        return isAny;
    }

    private Finding LookAtPkce(ProviderDefinition definition, JsonElement document)
    {
        const string name = FindingNames.ProviderPkce;
        const string method = "S256";
        if (definition.AuthorizationEndpoint is null)
        {
            return Finding.Skipped(Area, name, $"Provider '{provider.Name}' has no sign-in by browser.", provider.Name);
        }

        if (!document.TryGetProperty("code_challenge_methods_supported", out JsonElement methods) || methods.ValueKind != JsonValueKind.Array)
        {
            return Finding.Ok(Area, name, $"Provider '{provider.Name}' does not say whether it knows PKCE. It is used all the same.", provider.Name);
        }

        return methods.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.ValueEquals(method))
            ? Finding.Ok(Area, name, $"Provider '{provider.Name}' knows PKCE with {method}.", provider.Name)
            : Finding.Warning(
                Area, name, $"Provider '{provider.Name}' does not name {method} among its PKCE methods, and PrxAuth uses no other.",
                "If the browser sign-in is refused, sign in with -DeviceCode, and ask the provider for S256 (RFC 7636).", provider.Name);
    }

    // The front page of the token endpoint's host, and not even that: HEAD leaves it there.
    private async Task<ProviderReply> TouchAsync(Uri endpoint, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, new Uri(endpoint, "/"));
        return await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
    }

    private Finding LookAtRevocation(ProviderDefinition definition) => Finding.Ok(
        Area,
        FindingNames.ProviderRevocation,
        definition.Revocation != RevocationStyle.None && definition.RevocationEndpoint is not null
            ? $"Signing out of '{provider.Name}' revokes its tokens."
            : $"Provider '{provider.Name}' does not revoke: after signing out, tokens live there until they run out.",
        provider.Name);

    private Finding LookAtClock(DateTimeOffset theirs, DateTimeOffset ours)
    {
        const string name = FindingNames.ClockSkew;
        const string wayOut = "Set the clock, or let the system do so (timedatectl set-ntp true): id_tokens and expiry times depend on it.";
        TimeSpan skew = (ours - theirs).Duration();
        string told = string.Create(
            CultureInfo.InvariantCulture,
            $"This machine's clock is {skew.TotalSeconds:0} seconds {(ours > theirs ? "ahead of" : "behind")} that of provider '{provider.Name}'.");
        return skew > s_skewToFail ? Finding.Failed(FindingArea.Clock, name, told, wayOut, provider.Name)
            : skew > s_skewToWarnOf ? Finding.Warning(FindingArea.Clock, name, told, wayOut, provider.Name)
            : Finding.Ok(FindingArea.Clock, name, $"This machine's clock and that of provider '{provider.Name}' agree.", provider.Name);
    }
}
