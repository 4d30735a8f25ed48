using System.Globalization;
using System.Net;
using System.Text.Json;

namespace PrxAuth.Core.Wire;

/// <summary>
/// The members of an OAuth answer, whichever way the provider wrote them: JSON, form-urlencoded or mislabelled. The parser follows the
/// media type; success and failure are for the reader to judge by the members, never by the status alone.
/// </summary>
internal sealed class OAuthReply
{
    private const double TenYears = 10 * 365.25 * 24 * 3600;

    private readonly Dictionary<string, string>? _form;
    private readonly JsonElement _json;

    private OAuthReply(ProviderReply http, JsonElement json, Dictionary<string, string>? form)
    {
        Http = http;
        _json = json;
        _form = form;
    }

    public ProviderReply Http { get; }

    /// <summary>The JSON object; undefined for a form answer.</summary>
    public JsonElement Json => _json;

    /// <summary>The error code, unified over the providers' spellings; null when there is none.</summary>
    public string? Error => NormaliseError(Text("error") ?? Text("error_code") ?? NestedError() ?? TopLevelCode() ?? FailedStatus());

    public string? ErrorDescription => Text("error_description") ?? NestedText("error", "message") ?? Text("message") ?? NestedText("base_resp", "status_msg");

    /// <summary>Reads an answer; null when it is neither a JSON object nor a form, or says something twice (RFC 6749 section 3.2).</summary>
    public static OAuthReply? Parse(ProviderReply http)
    {
        string body = http.Body.Trim();
        if (LooksLikeForm(http.MediaType, body))
        {
            return ParseForm(body) is { } form ? new OAuthReply(http, default, form) : null;
        }

        if (body.Length == 0 || body[0] != '{')
        {
            return null;
        }

        return StrictJson.TryParse(body) is { } json && !RepeatsAMember(json) ? new OAuthReply(http, json, null) : null;
    }

    /// <summary>A text member; numbers are given as they are written. Null when absent, empty or of another kind.</summary>
    public string? Text(string name)
    {
        if (_form is not null)
        {
            return _form.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;
        }

        return _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out JsonElement member) ? AsText(member) : null;
    }

    /// <summary>A member that is a token or a code: a number in its place is the answer to something else, and of other characters than
    /// RFC 6749 appendix A allows (visible ASCII and blanks) no request could carry it.</summary>
    public string? Token(string name) =>
        _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(name, out JsonElement member) && member.ValueKind != JsonValueKind.String
            ? null
            : Text(name) is { } text && text.All(c => c is >= ' ' and <= '~') ? text : null;

    /// <summary>A duration in seconds, written as a number or as text; null when absent, negative or beyond ten years.</summary>
    public TimeSpan? Seconds(string name)
    {
        return double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds)
            && seconds is >= 0 and <= TenYears
            ? TimeSpan.FromSeconds(seconds)
            : null;
    }

    /// <summary>The time that is left of a member that some write as seconds and some as a moment since 1970, in seconds or milliseconds:
    /// its size tells. Null when absent, negative or beyond ten years; what has passed is zero.</summary>
    public TimeSpan? TimeUntil(string name, DateTimeOffset now)
    {
        const double LeastMilliseconds = 1e12;
        const double LeastSeconds = 1e9;
        const double YearThreeThousand = 32_503_680_000;
        if (!double.TryParse(Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) || !(number >= LeastSeconds))
        {
            return Seconds(name);
        }

        double moment = Math.Min(number >= LeastMilliseconds ? number / 1000 : number, YearThreeThousand);
        TimeSpan left = TimeSpan.FromSeconds(moment) - (now - DateTimeOffset.UnixEpoch);
        return left > TimeSpan.FromSeconds(TenYears) ? null : left < TimeSpan.Zero ? TimeSpan.Zero : left;
    }

    /// <summary>A member that is an API's address; with or without its scheme, which is https. Null when it is none, or one that no
    /// token may go to.</summary>
    public Uri? ServiceAddress(string name) =>
        Text(name) is { } text && !text.Any(char.IsWhiteSpace)
        && Uri.TryCreate(text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}", UriKind.Absolute, out Uri? address)
        && address.UserInfo.Length == 0 && ProviderHttp.IsTrustworthy(address)
            ? address
            : null;

    private static string? AsText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String when element.GetString() is { Length: > 0 } text => text,
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    private string? NestedText(string outer, string inner) =>
        _json.ValueKind == JsonValueKind.Object && _json.TryGetProperty(outer, out JsonElement member)
        && member.ValueKind == JsonValueKind.Object && member.TryGetProperty(inner, out JsonElement value)
            ? AsText(value)
            : null;

    private string? NestedError() => NestedText("error", "code") ?? NestedText("error", "type") ?? NestedText("error", "status");

    private string? TopLevelCode() => Http.IsSuccessStatus ? null : Text("code");

    // MiniMax fails with HTTP 200, and says so in a member alone.
    private string? FailedStatus() => Text("status") == "error" ? "error" : null;

    private static string? NormaliseError(string? error) => error switch
    {
        "token_expired" => "expired_token",
        "authorization_declined" or "authorization_denied" => "access_denied",
        "bad_refresh_token" or "refresh_token_expired" or "refresh_token_reused" or "refresh_token_invalidated" => "invalid_grant",
        "incorrect_client_credentials" => "invalid_client",
        "bad_verification_code" => "invalid_grant",
        "rate_limit_exceeded" => "slow_down",
        _ => error,
    };

    private static bool LooksLikeForm(string? mediaType, string body) => mediaType switch
    {
        "application/x-www-form-urlencoded" => true,
        "application/json" or "text/html" => false,
        _ => body.Length > 0 && body[0] is not ('{' or '[' or '<') && body.Contains('=', StringComparison.Ordinal)
            && !body.Contains(' ', StringComparison.Ordinal),
    };

    private static bool RepeatsAMember(JsonElement json)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        return json.EnumerateObject().Any(member => !names.Add(member.Name));
    }

    private static Dictionary<string, string>? ParseForm(string body)
    {
        var members = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string pair in body.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            string name = WebUtility.UrlDecode(equals < 0 ? pair : pair[..equals]);
            if (!members.TryAdd(name, equals < 0 ? string.Empty : WebUtility.UrlDecode(pair[(equals + 1)..])))
            {
                return null;
            }
        }

        return members;
    }
}
