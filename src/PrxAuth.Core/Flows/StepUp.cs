using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;

namespace PrxAuth.Core.Flows;

/// <summary>Turns a request for more scopes into a sign-in (RFC 6749 section 3.3): a grant is not widened, it is replaced by a wider one.</summary>
internal static class StepUp
{
    /// <summary>Servers leave these two out of the scopes they name in an answer, since they are about the answer itself.</summary>
    public static readonly string[] UnnamedScopes = ["openid", "offline_access"];

    public static SignInRequest Extend(SignInRequest request, ProviderDefinition provider, Credential present) => request with
    {
        Scopes =
        [
            .. (request.Scopes ?? [.. provider.Scopes.Intersect(UnnamedScopes), .. present.Tokens.Scopes])
                .Concat(request.AddScopes ?? [])
                .Distinct(StringComparer.Ordinal),
        ],
        Flow = request.Flow ?? (present.Flow.IsUnattended() ? present.Flow : null),
        LoginHint = provider.OpenIdConnect ? present.Account : null,
    };
}
