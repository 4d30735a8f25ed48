using System.Security.Authentication;

namespace PrxAuth.Core.Wire;

/// <summary>Why no TLS connection came about, and the way out.</summary>
/// <param name="Reason">Why, as the end of a sentence.</param>
/// <param name="WayOut">What to do.</param>
internal sealed record SecureFailure(string Reason, string WayOut)
{
    // What OpenSSL says where the two sides have no version in common; its words are never translated.
    private static readonly string[] s_versionWords = ["alert protocol version", "unsupported protocol"];

    /// <summary>Reads the cause.</summary>
    /// <param name="exception">What the connection ended with.</param>
    /// <param name="environment">Reads an environment variable.</param>
    public static SecureFailure Of(HttpRequestException exception, Func<string, string?> environment)
    {
        // What the handshake itself ran into has a cause; a certificate that was looked at and not taken has none.
        if (exception.InnerException is AuthenticationException { InnerException: null })
        {
            return new SecureFailure(
                "its certificate is not trusted",
                NamedAuthorities.Of(environment).FirstOrDefault(one => !one.AreReadable) is { } named
                    ? $"{named.Variable} is '{named.Path}', and no certificate can be read from it. {named.WayOut}"
                    : "Check the network, HTTPS_PROXY/NO_PROXY and, for a private certificate authority, SSL_CERT_FILE; then try again.");
        }

        return new SecureFailure(
            IsOfVersion(exception) ? "it takes neither TLS 1.2 nor TLS 1.3" : "the TLS connection failed",
            "TLS 1.2 or newer is needed: see that the server, or the proxy in between, takes it; then try again.");
    }

    private static bool IsOfVersion(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (s_versionWords.Any(words => cause.Message.Contains(words, StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
