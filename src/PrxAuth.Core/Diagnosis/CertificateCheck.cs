using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Whether the certificate authorities that the environment names are there. Where they are not, no provider can be reached.</summary>
internal sealed class CertificateCheck(Func<string, string?> environment) : IDiagnosticCheck
{
    public FindingArea Area => FindingArea.Network;

    public string Name => FindingNames.Certificates;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => NamedAuthorities.Of(environment)
        .Select(Describe)
        .DefaultIfEmpty(Finding.Ok(Area, Name, "The certificate authorities of the system are trusted."))
        .ToAsyncEnumerable();

    private Finding Describe(NamedAuthorities named) => named.AreReadable
        ? Finding.Ok(Area, Name, $"{named.Variable} is '{named.Path}', and certificates are in it.", named.Variable)
        : Finding.Failed(
            Area, Name, $"{named.Variable} is '{named.Path}', and no certificate can be read from it: no https connection can be made.",
            named.WayOut, named.Variable);
}
