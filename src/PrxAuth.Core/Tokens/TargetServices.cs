using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Tokens;

/// <summary>Says which services the tokens are for: <c>resource</c>, once for each (RFC 8707 section 2), and <c>audience</c> (RFC 8693 section
/// 2.1, and the authorization servers that know it elsewhere too).</summary>
internal static class TargetServices
{
    public static IEnumerable<KeyValuePair<string, string>> Of(ProviderDefinition provider)
    {
        IEnumerable<KeyValuePair<string, string>> resources = provider.ResourceIndicators.Select(resource => KeyValuePair.Create("resource", resource));
        return provider.Audience is { } audience ? resources.Append(new("audience", audience)) : resources;
    }
}
