namespace PrxAuth.Core.Flows;

/// <summary>The ways to sign in.</summary>
public enum SignInFlow
{
    /// <summary>Browser with loopback redirect and PKCE (RFC 8252, RFC 7636).</summary>
    Browser,
    /// <summary>Device authorization grant (RFC 8628).</summary>
    DeviceCode,
    /// <summary>A browser anywhere; the redirect URL or code is pasted back.</summary>
    Paste,
    /// <summary>Client credentials grant (RFC 6749 section 4.4).</summary>
    ClientCredentials,
    /// <summary>A token or API key that the user already has.</summary>
    GivenToken,
    /// <summary>An assertion by which a platform vouches for the workload (RFC 7523, RFC 8693).</summary>
    Federated,
}

/// <summary>What is common to some of the ways.</summary>
internal static class SignInFlows
{
    /// <summary>Whether nobody needs to be there: the client signs in as itself, or its platform vouches for it.</summary>
    public static bool IsUnattended(this SignInFlow flow) => flow is SignInFlow.ClientCredentials or SignInFlow.Federated;
}
