using System.Security;

namespace PrxAuth;

/// <summary>
/// Stands for a profile's token wherever PowerShell takes a <see cref="SecureString"/>: each time it is bound, it gives a token that is
/// valid then, renewed if need be. It holds no token itself and prints as <c>[redacted]</c>.
/// </summary>
/// <remarks>
/// Threads and runspaces of one process may share one. In another process (a job, a remote session) what arrives is its properties, which
/// name the profile and no secret: there <c>Get-PrxAuthToken</c> takes it from the pipeline and gives a token, or a handle again.
/// </remarks>
/// <example><code>Invoke-RestMethod $uri -Authentication Bearer -Token $handle</code></example>
public sealed class PrxAuthTokenHandle
{
    private readonly Func<SecureString> _getToken;

    internal PrxAuthTokenHandle(string provider, string profile, TimeSpan? minimumValidity, Func<SecureString> getToken)
    {
        Provider = provider;
        Profile = profile;
        MinimumValidity = minimumValidity;
        _getToken = getToken;
    }

    /// <summary>The provider's name.</summary>
    public string Provider { get; }

    /// <summary>The profile's name.</summary>
    public string Profile { get; }

    /// <summary>How long a token must still be valid to be given out; null where nobody said: a minute, or as long as the provider's tokens
    /// live where that is less.</summary>
    public TimeSpan? MinimumValidity { get; }

    /// <summary>A token that is valid now.</summary>
    /// <param name="handle">The handle.</param>
    /// <exception cref="InvalidOperationException">No valid token can be had; the message says why.</exception>
    public static implicit operator SecureString(PrxAuthTokenHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        return handle.ToSecureString();
    }

    /// <summary>A token that is valid now.</summary>
    /// <exception cref="InvalidOperationException">No valid token can be had; the message says why.</exception>
    public SecureString ToSecureString() => _getToken();

    /// <summary><c>[redacted]</c>.</summary>
    public override string ToString() => "[redacted]";
}
