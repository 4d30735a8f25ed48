namespace PrxAuth.Simulator;

/// <summary>What the <c>iss</c> parameter of an authorization response says (RFC 9207).</summary>
public enum IssuerMode
{
    /// <summary>The issuer.</summary>
    Right,
    /// <summary>Nothing: the parameter is left out.</summary>
    Absent,
    /// <summary>Another server, as in a mix-up attack.</summary>
    Wrong,
}
