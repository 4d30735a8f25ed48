namespace PrxAuth.Simulator;

/// <summary>What the OpenID Connect server's metadata says of pushed authorization requests (RFC 9126 section 5).</summary>
public enum PushedAuthorizationMode
{
    /// <summary>Nothing, though the endpoint is there: then the address in the browser holds the whole request.</summary>
    Hidden,
    /// <summary>Where requests can be pushed.</summary>
    Offered,
    /// <summary>That they must be.</summary>
    Required,
    /// <summary>That they must be, but not where.</summary>
    RequiredWithoutEndpoint,
}
