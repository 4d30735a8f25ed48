namespace PrxAuth;

/// <summary>What became of a profile that was signed out.</summary>
public sealed class PrxAuthDisconnection
{
    internal PrxAuthDisconnection(string provider, string profile, PrxAuthRevocation revocation, string? reason)
    {
        Provider = provider;
        Profile = profile;
        Revocation = revocation;
        Reason = reason;
    }

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>The profile's name.</summary>
    public string Profile { get; }

    /// <summary>Whether the provider confirmed that the tokens are dead.</summary>
    public bool Revoked => Revocation == PrxAuthRevocation.Revoked;

    /// <summary>What became of the tokens at the provider.</summary>
    public PrxAuthRevocation Revocation { get; }

    /// <summary>Why they were not revoked; null when they were.</summary>
    public string? Reason { get; }

    /// <summary><c>provider/profile</c>.</summary>
    public override string ToString() => $"{Provider}/{Profile}";
}

/// <summary>What became of a profile's tokens at the provider.</summary>
public enum PrxAuthRevocation
{
    /// <summary>The provider says that they are dead.</summary>
    Revoked,
    /// <summary>The provider cannot revoke them, or they are not PrxAuth's to revoke.</summary>
    NotSupported,
    /// <summary>It did not work; they may live on until they run out.</summary>
    Failed,
    /// <summary>Revocation was not wanted.</summary>
    Skipped,
}
