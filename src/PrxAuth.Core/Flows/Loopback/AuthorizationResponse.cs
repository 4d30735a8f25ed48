using System.Diagnostics.CodeAnalysis;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>
/// What the authorization server sent back through the browser (RFC 6749 sections 4.1.2 and 4.1.2.1, RFC 9207 section 2), decoded once
/// and not yet judged: whether the issuer is right and whether there is a code is for the flow to decide.
/// </summary>
public sealed class AuthorizationResponse
{
    private readonly PendingResult? _browser;

    private AuthorizationResponse(RedirectParameters parameters, PendingResult? browser)
    {
        Code = Secret.FromNullable(parameters.Find("code"));
        State = parameters.Find("state") ?? string.Empty;
        Issuer = parameters.Find("iss");
        Error = parameters.Find("error");
        ErrorDescription = ProviderText.Clean(parameters.Find("error_description"));
        ErrorUri = parameters.Find("error_uri");
        _browser = browser;
    }

    /// <summary>The authorization code.</summary>
    public Secret? Code { get; }

    /// <summary>The <c>state</c>; empty where a pasted redirect has none.</summary>
    public string State { get; }

    /// <summary>The issuer that answered (<c>iss</c>, RFC 9207), to be compared as a plain string before the code is used.</summary>
    public string? Issuer { get; }

    /// <summary>The error code.</summary>
    public string? Error { get; }

    /// <summary>The provider's explanation, with line breaks and invisible characters made into spaces.</summary>
    public string? ErrorDescription { get; }

    /// <summary>Where the provider explains the error. Text from the wire: not checked, never to be opened unasked.</summary>
    public string? ErrorUri { get; }

    /// <summary>Reads the query of a redirect URL that somebody pasted.</summary>
    /// <param name="query">The query, with or without the leading question mark.</param>
    /// <param name="response">The response.</param>
    /// <returns>
    /// False where an escape is broken, a parameter is repeated (RFC 6749 section 3.1) or a value has control characters.
    /// </returns>
    public static bool TryParse(string query, [NotNullWhen(true)] out AuthorizationResponse? response)
    {
        ArgumentNullException.ThrowIfNull(query);
        response = RedirectParameters.TryParse(query.StartsWith('?') ? query[1..] : query) is { } parameters
            ? new AuthorizationResponse(parameters, browser: null)
            : null;
        return response is not null;
    }

    /// <summary>
    /// Shows how the sign-in ended in the browser that waits for it; the first page counts. Does nothing where no browser waits.
    /// </summary>
    /// <param name="page">The page.</param>
    /// <returns>A task that ends when the page is on its way, or when the browser has gone or does not take it.</returns>
    public Task CompleteAsync(LoopbackPage page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return _browser is null ? Task.CompletedTask : _browser.ShowAsync(page);
    }

    internal static AuthorizationResponse From(RedirectParameters parameters, PendingResult browser) => new(parameters, browser);
}
