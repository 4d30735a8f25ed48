using PrxAuth.Core.Flows.Loopback;

namespace PrxAuth.Core.Flows;

/// <summary>Reads what a person pasted: the redirect URL, its query, <c>code#state</c>, or, where the provider's page shows nothing else,
/// the bare code.</summary>
internal static class PastedRedirect
{
    /// <summary>The authorization response in it; null where it is none of these.</summary>
    /// <param name="pasted">What was pasted.</param>
    /// <param name="bareCodeIsAllowed">Whether the provider's page shows a code instead of an address.</param>
    /// <param name="state">The state that a code without one is taken to have.</param>
    public static AuthorizationResponse? Read(string pasted, bool bareCodeIsAllowed, string state)
    {
        string text = pasted.Trim().Trim('"', '\'');
        if (text.Contains("code=", StringComparison.Ordinal) || text.Contains("error=", StringComparison.Ordinal))
        {
            int start = text.IndexOf('?', StringComparison.Ordinal);
            return Parse(start < 0 ? text : text[(start + 1)..].Split('#')[0]);
        }

        if (bareCodeIsAllowed && text.Length > 0 && !text.Any(char.IsWhiteSpace) && !text.Contains("://", StringComparison.Ordinal))
        {
            int hash = text.IndexOf('#', StringComparison.Ordinal);
            (string code, string stated) = hash < 0 ? (text, state) : (text[..hash], text[(hash + 1)..]);
            return Parse($"code={Uri.EscapeDataString(code)}&state={Uri.EscapeDataString(stated)}");
        }

        return null;
    }

    private static AuthorizationResponse? Parse(string query) =>
        AuthorizationResponse.TryParse(query, out AuthorizationResponse? response) ? response : null;
}
