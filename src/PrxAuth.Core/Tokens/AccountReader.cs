using System.Text.Json;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>Who signed in.</summary>
/// <param name="Name">As people know it.</param>
/// <param name="Subject">As the provider knows it.</param>
internal sealed record Account(string? Name, string? Subject)
{
    public static Account Unknown { get; } = new(null, null);
}

/// <summary>Learns the account's name from the id_token's claims and from the account endpoint.</summary>
internal sealed class AccountReader(ProviderHttp http, TimeProvider time)
{
    public async Task<Account> ReadAsync(
        ProviderDefinition provider, Secret accessToken, Secret? dpopKey, JsonElement? idTokenClaims, CancellationToken cancellationToken)
    {
        Account claimed = idTokenClaims is { } claims ? From(provider, claims) : Account.Unknown;
        bool nameIsOnlyAnIdentifier = claimed.Name is null || claimed.Name == claimed.Subject;
        if (!nameIsOnlyAnIdentifier || provider.AccountEndpoint is null)
        {
            return claimed;
        }

        ProviderReply reply = await AskAsync(provider, accessToken, dpopKey, nonce: null, cancellationToken).ConfigureAwait(false);
        if (dpopKey is not null && DpopProof.DemandedNonce(reply) is { } nonce)
        {
            reply = await AskAsync(provider, accessToken, dpopKey, nonce, cancellationToken).ConfigureAwait(false);
        }

        if (!reply.IsSuccessStatus || OAuthReply.Parse(reply) is not { } answer || answer.Json.ValueKind != JsonValueKind.Object)
        {
            return claimed;
        }

        Account asked = From(provider, answer.Json);
        // OpenID Connect Core section 5.3.2: an answer that is not about the id_token's very subject must not be used.
        bool isAnother = idTokenClaims is { } known && Subject(known) != Subject(answer.Json);
        return isAnother ? claimed : new Account(asked.Name ?? claimed.Name, claimed.Subject ?? asked.Subject);
    }

    private async Task<ProviderReply> AskAsync(
        ProviderDefinition provider, Secret accessToken, Secret? dpopKey, string? nonce, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, provider.AccountEndpoint);
        RequestHeaders.Authorize(request, accessToken, dpopKey, nonce, time);
        foreach ((string name, string value) in provider.AccountHeaders)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request, provider.Name, cancellationToken).ConfigureAwait(false);
    }

    public static Account From(ProviderDefinition provider, JsonElement members) =>
        new(First(members, provider.AccountMembers), First(members, provider.SubjectMembers));

    private static string? Subject(JsonElement members) => MemberPath.FindFirst(members, ["sub"]);

    private static string? First(JsonElement members, IReadOnlyList<string> paths) =>
        MemberPath.FindFirst(members, paths) is { Length: <= 256 } text && !Invisible.IsIn(text) ? text : null;
}
