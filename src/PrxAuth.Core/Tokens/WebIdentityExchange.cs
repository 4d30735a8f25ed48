using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Xml;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Tokens;

/// <summary>Asks for the temporary credentials of a role.</summary>
public sealed record RoleRequest
{
    /// <summary>The role's ARN.</summary>
    public required string RoleArn { get; init; }

    /// <summary>What the session is called in the logs of AWS: 2 to 64 letters, digits and <c>_ + = , . @ -</c>.</summary>
    public required string SessionName { get; init; }

    /// <summary>How long the credentials are to be good; null: an hour, which is AWS's own default.</summary>
    public TimeSpan? Duration { get; init; }

    /// <summary>The Security Token Service.</summary>
    public required Uri Endpoint { get; init; }
}

/// <summary>Temporary credentials of AWS.</summary>
/// <param name="AccessKeyId">Names the key.</param>
/// <param name="SecretAccessKey">The key that requests are signed with.</param>
/// <param name="SessionToken">Goes along with each request.</param>
/// <param name="Expiration">When they run out.</param>
public sealed record RoleCredentials(string AccessKeyId, Secret SecretAccessKey, Secret SessionToken, DateTimeOffset Expiration);

/// <summary>
/// Exchanges a token for temporary credentials at the AWS Security Token Service (<c>AssumeRoleWithWebIdentity</c>). The request is not
/// signed: the token is all the proof there is.
/// </summary>
public sealed class WebIdentityExchange
{
    private const string Service = "AWS STS";
    private const string Version = "2011-06-15";
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    // Nothing in an answer of STS needs a document type or another document.
    private static readonly XmlReaderSettings s_secure = new()
    {
        DtdProcessing = DtdProcessing.Prohibit,
        XmlResolver = null,
        MaxCharactersInDocument = ProviderHttp.MaxBodyBytes,
        IgnoreComments = true,
        IgnoreProcessingInstructions = true,
    };

    private readonly ProviderHttp _http;

    internal WebIdentityExchange(ProviderHttp http) => _http = http;

    /// <summary>The credentials of a role.</summary>
    /// <param name="role">The role.</param>
    /// <param name="token">The id_token or access token, a JSON Web Token that AWS checks at its issuer.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ServiceRefused"/> with AWS's own code; or the failures of the wire.</exception>
    public async Task<RoleCredentials> AssumeRoleAsync(RoleRequest role, Secret token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(role);
        ArgumentNullException.ThrowIfNull(token);
        var members = new Dictionary<string, string>
        {
            ["Action"] = "AssumeRoleWithWebIdentity",
            ["Version"] = Version,
            ["RoleArn"] = role.RoleArn,
            ["RoleSessionName"] = role.SessionName,
            ["WebIdentityToken"] = token.Reveal(),
        };
        if (role.Duration is { } duration)
        {
            members["DurationSeconds"] = ((int)duration.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, role.Endpoint) { Content = new FormUrlEncodedContent(members) };

        // Asked for JSON, STS answers with JSON of another shape.
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("text/xml"));
        ProviderReply reply = await _http.SendAsync(request, Service, cancellationToken).ConfigureAwait(false);
        return (reply.IsSuccessStatus ? ReadCredentials(Members(reply.Body, "Credentials")) : null) ?? throw Failure(role, reply, token);
    }

    private static RoleCredentials? ReadCredentials(Dictionary<string, string> members) =>
        members.GetValueOrDefault("AccessKeyId") is { Length: > 0 } id
        && Secret.FromNullable(members.GetValueOrDefault("SecretAccessKey")) is { } key
        && Secret.FromNullable(members.GetValueOrDefault("SessionToken")) is { } session
        && DateTimeOffset.TryParse(
            members.GetValueOrDefault("Expiration"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset expiration)
            ? new RoleCredentials(id, key, session, expiration.ToUniversalTime())
            : null;

    /// <summary>The texts of the elements right below the first one of a name; none where the answer is not XML.</summary>
    private static Dictionary<string, string> Members(string xml, string parent)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), s_secure);
            if (!reader.ReadToFollowing(parent, Namespace))
            {
                return members;
            }

            using XmlReader below = reader.ReadSubtree();
            below.Read();
            below.Read();
            while (!below.EOF)
            {
                if (below is { NodeType: XmlNodeType.Element, NamespaceURI: Namespace })
                {
                    members[below.LocalName] = below.ReadElementContentAsString().Trim();
                }
                else
                {
                    below.Read();
                }
            }
        }
        catch (XmlException)
        {
            members.Clear();
        }

        return members;
    }

    private static PrxAuthException Failure(RoleRequest role, ProviderReply reply, Secret token)
    {
        Dictionary<string, string> error = Members(reply.Body, "Error");
        string? code = error.GetValueOrDefault("Code") is { Length: > 0 } given ? SafeText.Clean(given, token) : null;
        string said = code is null ? $"HTTP {(int)reply.Status}" : $"{code}: {SafeText.Clean(error.GetValueOrDefault("Message") ?? string.Empty, token).TrimEnd('.')}";
        PrxAuthException Create(PrxAuthError id, string message, string recommendation) =>
            new(id, message, recommendation) { Target = role.RoleArn, RetryAfter = reply.RetryAfter };
        return (code, (int)reply.Status) switch
        {
            ("Throttling" or "ThrottlingException", _) or (_, (int)HttpStatusCode.TooManyRequests) => Create(
                PrxAuthError.ProviderThrottled, $"{Service} ({reply.Endpoint.Authority}) asks to slow down ({said}).", "Wait and try again."),
            ("IDPCommunicationError", _) or (_, >= 500) => Create(
                PrxAuthError.ProviderFailed, $"{Service} ({reply.Endpoint.Authority}) failed ({said}).", "Try again later."),
            (not null, _) => Create(
                PrxAuthError.ServiceRefused,
                $"{Service} does not give out the role {role.RoleArn} ({said}).",
                "Check the role's trust policy: the identity provider, its audience and its subject must be those of this token."),
            _ => Create(
                PrxAuthError.ProviderResponseInvalid,
                $"{Service} ({reply.Endpoint.Authority}) answered with something that is not its own (HTTP {(int)reply.Status}).",
                "Check --sts-endpoint, --region and whether a proxy is in between."),
        };
    }
}
