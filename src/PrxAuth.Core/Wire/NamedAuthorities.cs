using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PrxAuth.Core.Wire;

/// <summary>The certificate authorities that a variable of the environment names. Windows and macOS look at none of these variables.</summary>
/// <param name="Variable">The variable.</param>
/// <param name="Path">What it holds.</param>
/// <param name="AreReadable">Whether a certificate can be read from there.</param>
internal sealed record NamedAuthorities(string Variable, string Path, bool AreReadable)
{
    /// <summary>What to do where none can be read.</summary>
    public string WayOut => $"Set {Variable} to where the certificates are in PEM form, or take it away.";

    /// <summary>Those that the environment names; none where it is silent.</summary>
    public static IEnumerable<NamedAuthorities> Of(Func<string, string?> environment)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
        {
            yield break;
        }

        if (environment("SSL_CERT_FILE") is { Length: > 0 } file)
        {
            yield return new NamedAuthorities("SSL_CERT_FILE", file, HasCertificate(file));
        }

        if (environment("SSL_CERT_DIR") is { Length: > 0 } directories)
        {
            bool isAny = directories.Split(':', StringSplitOptions.RemoveEmptyEntries).SelectMany(FilesOf).Any(HasCertificate);
            yield return new NamedAuthorities("SSL_CERT_DIR", directories, isAny);
        }
    }

    private static string[] FilesOf(string directory)
    {
        try
        {
            return Directory.GetFiles(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static bool HasCertificate(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            foreach (X509Certificate2 certificate in certificates)
            {
                certificate.Dispose();
            }

            return certificates.Count > 0;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
