using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether the certificate authorities that the environment names are there. Where they are not, no provider can be reached.</summary>
internal sealed class CertificateCheck(Func<string, string?> environment) : IDiagnosticCheck
{
    private const string FileVariable = "SSL_CERT_FILE";
    private const string DirectoryVariable = "SSL_CERT_DIR";

    public FindingArea Area => FindingArea.Network;

    public string Name => FindingNames.Certificates;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look(cancellationToken).ToAsyncEnumerable();

    private IEnumerable<Finding> Look(CancellationToken cancellationToken)
    {
        string? file = environment(FileVariable);
        string? directories = environment(DirectoryVariable);
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() || (string.IsNullOrEmpty(file) && string.IsNullOrEmpty(directories)))
        {
            yield return Finding.Ok(Area, Name, "The certificate authorities of the system are trusted.");
            yield break;
        }

        if (!string.IsNullOrEmpty(file))
        {
            yield return Describe(FileVariable, file, Count(file));
        }

        if (!string.IsNullOrEmpty(directories))
        {
            int found = directories.Split(':', StringSplitOptions.RemoveEmptyEntries).Where(Directory.Exists)
                .SelectMany(directory => Directory.EnumerateFiles(directory))
                .TakeWhile(_ => !cancellationToken.IsCancellationRequested)
                .Select(Count)
                .FirstOrDefault(count => count > 0);
            yield return Describe(DirectoryVariable, directories, found);
        }
    }

    private Finding Describe(string variable, string path, int certificates) => certificates > 0
        ? Finding.Ok(Area, Name, $"{variable} is '{path}', and certificates are in it.", variable)
        : Finding.Failed(
            Area, Name, $"{variable} is '{path}', and no certificate can be read from it: no https connection can be made.",
            $"Set {variable} to where the certificates are in PEM form, or take it away.", variable);

    private static int Count(string file)
    {
        try
        {
            var certificates = new X509Certificate2Collection();
            certificates.ImportFromPemFile(file);
            foreach (X509Certificate2 certificate in certificates)
            {
                certificate.Dispose();
            }

            return certificates.Count;
        }
        catch (Exception e) when (e is CryptographicException || StoreFailure.IsFromFileSystem(e))
        {
            return 0;
        }
    }
}
