using System.Net;
using PrxAuth.Core.Configuration;

namespace PrxAuth.Core.Providers;

/// <summary>Fills the placeholders of addresses and holds every address to what RFC 6749, 8414 and 8252 allow.</summary>
internal sealed class ProviderAddresses
{
    private const string AddressRule = "an absolute https address without fragment and user name (http on loopback alone)";
    private const string IssuerRule = "an absolute https address without query, fragment and user name (http on loopback alone)";
    private const string HostRule = "a host name such as \"git.example.com\"";

    private readonly ProviderOverlay _overlay;
    private readonly string? _tenant;
    private readonly string? _host;

    public ProviderAddresses(ProviderOverlay overlay)
    {
        _overlay = overlay;
        _tenant = Part(ConfigurationKeys.Tenant, "a tenant id, a domain, or common, organizations or consumers", allowPort: false);
        _host = Part(ConfigurationKeys.Host, HostRule, allowPort: true);
    }

    /// <summary>An endpoint; null where it is not given.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationValue"/>: the address is not allowed.</exception>
    public Uri? Endpoint(string key) => Checked(key, AddressRule) is { } text ? new Uri(text, UriKind.Absolute) : null;

    /// <summary>The issuer, character for character: it is compared as it stands (RFC 8414 section 3.3).</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationValue"/>: the address is not allowed.</exception>
    public string? Issuer()
    {
        string? text = Checked(ConfigurationKeys.Issuer, IssuerRule);
        return text is null || !text.Contains('?', StringComparison.Ordinal)
            ? text
            : throw _overlay.Find(ConfigurationKeys.Issuer)!.Rejected(IssuerRule);
    }

    /// <summary>The issuer that id_tokens name; null where it is the issuer itself, as for a tenant that is given by its id.</summary>
    public string? IdTokenIssuer() => Guid.TryParse(_tenant, out _) ? null : _overlay.Text(ConfigurationKeys.IdTokenIssuer);

    private string? Checked(string key, string rule)
    {
        if (_overlay.Find(key) is not { } setting)
        {
            return null;
        }

        string text = Fill(((TomlText)setting.Node).Value);
        return IsAllowed(text) ? text : throw setting.Rejected(rule);
    }

    private string Fill(string template)
    {
        string text = _tenant is null ? template : template.Replace("{tenant}", _tenant, StringComparison.Ordinal);
        return _host is null
            ? text
            : text.Replace("{host}", _host, StringComparison.Ordinal).Replace("{github_api}", GitHubApi(_host), StringComparison.Ordinal);
    }

    // github.com and the hosts of ghe.com have their API at "api.", a GitHub Enterprise Server has it below itself.
    private static string GitHubApi(string host) =>
        host.Equals("github.com", StringComparison.OrdinalIgnoreCase) || host.EndsWith(".ghe.com", StringComparison.OrdinalIgnoreCase)
            ? $"api.{host}"
            : $"{host}/api/v3";

    private string? Part(string key, string rule, bool allowPort)
    {
        if (_overlay.Find(key) is not { } setting)
        {
            return null;
        }

        return setting.Node is TomlText { Value: [_, ..] part } && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' || (allowPort && c == ':'))
            && Uri.TryCreate($"https://{part}", UriKind.Absolute, out Uri? uri) && uri is { AbsolutePath: "/" }
                ? part
                : throw setting.Rejected(rule);
    }

    private static bool IsAllowed(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri)
        && text.StartsWith($"{uri.Scheme}://", StringComparison.OrdinalIgnoreCase)
        && uri.Host.Length > 0
        && uri.UserInfo.Length == 0
        && !text.Contains('#', StringComparison.Ordinal)
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c) || c is '{' or '}' or '\\')
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)));

    private static bool IsLoopback(Uri uri) =>
        uri.IdnHost.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(uri.IdnHost.Trim('[', ']'), out IPAddress? address) && IPAddress.IsLoopback(address));
}
