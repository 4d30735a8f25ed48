namespace PrxAuth;

/// <summary>A sign-in that waits to be finished. It holds no secret. Binds by name to <c>Complete-PrxAuth</c>.</summary>
public sealed class PrxAuthPendingSignIn
{
    internal PrxAuthPendingSignIn(string provider, string profile, string url, DateTimeOffset expiresAt)
    {
        Provider = provider;
        Profile = profile;
        Url = url;
        ExpiresAt = expiresAt;
    }

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>The profile's name.</summary>
    public string Profile { get; }

    /// <summary>The address to open in a browser on any machine, as a text that can be copied.</summary>
    public string Url { get; }

    /// <summary>Until when it can be finished.</summary>
    public DateTimeOffset ExpiresAt { get; }

    /// <summary><c>provider/profile</c>.</summary>
    public override string ToString() => $"{Provider}/{Profile}";
}
