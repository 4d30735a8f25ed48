using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace PrxAuth.Module.Tests.Support;

/// <summary>A certificate authority that nobody knows, and a certificate of it for this machine.</summary>
internal sealed class PrivateAuthority : IDisposable
{
    private readonly X509Certificate2 _root;

    public PrivateAuthority()
    {
        DateTimeOffset start = DateTimeOffset.UtcNow.AddMinutes(-5);
        DateTimeOffset end = DateTimeOffset.UtcNow.AddDays(1);
        using ECDsa rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var root = new CertificateRequest("CN=PrxAuth test authority", rootKey, HashAlgorithmName.SHA256);
        root.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        root.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        root.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(root.PublicKey, false));
        _root = root.CreateSelfSigned(start, end);

        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], false));
        using X509Certificate2 signed = request.Create(_root, start, end, RandomNumberGenerator.GetBytes(8));
        ServerCertificate = signed.CopyWithPrivateKey(key);
    }

    public X509Certificate2 ServerCertificate { get; }

    /// <summary>The authority's own certificate, as <c>SSL_CERT_FILE</c> wants it.</summary>
    public string Pem => _root.ExportCertificatePem();

    public void Dispose()
    {
        ServerCertificate.Dispose();
        _root.Dispose();
    }
}
