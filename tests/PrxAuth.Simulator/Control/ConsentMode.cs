namespace PrxAuth.Simulator;

/// <summary>What the authorization pages do.</summary>
public enum ConsentMode
{
    /// <summary>Consent at once and redirect back.</summary>
    Approve,
    /// <summary>Refuse at once: redirect back with <c>access_denied</c>.</summary>
    Deny,
    /// <summary>Show a page and never redirect, as a user does who walks away.</summary>
    Ignore,
    /// <summary>Show a page with two buttons.</summary>
    Ask,
}
