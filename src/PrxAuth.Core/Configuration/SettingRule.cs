using PrxAuth.Core.Profiles;

namespace PrxAuth.Core.Configuration;

/// <summary>What the value of a key of ours must be.</summary>
/// <param name="MustBe">The rule in words, behind "must be".</param>
/// <param name="Offender">The node that breaks the rule, the value itself or a part of it; null where none does.</param>
/// <param name="IsSecret">Whether the value is never repeated.</param>
internal sealed record SettingRule(string MustBe, Func<TomlNode, TomlNode?> Offender, bool IsSecret = false)
{
    public static SettingRule Flag { get; } = new("true or false", node => node is TomlFlag ? null : node);

    public static SettingRule Text { get; } = new("a string that is not empty", node => IsText(node) ? null : node);

    public static SettingRule Secret { get; } = Text with { IsSecret = true };

    public static SettingRule Names { get; } = ListOf("a list of strings that are not empty", IsText);

    public static SettingRule Scopes { get; } = ListOf(
        "a list with one scope in each string", node => IsText(node, text => !text.Any(char.IsWhiteSpace)));

    /// <summary>RFC 8707 section 2: absolute, without a fragment.</summary>
    public static SettingRule ResourceIndicators { get; } = ListOf(
        "a list of absolute addresses without a fragment",
        node => IsText(node, text => Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Fragment.Length == 0 && !text.Any(char.IsWhiteSpace)
            && text.StartsWith($"{uri.Scheme}:", StringComparison.OrdinalIgnoreCase)));

    public static SettingRule Ports { get; } = ListOf("a list of ports from 1 to 65535", node => node is TomlInteger { Value: >= 1 and <= 65535 });

    public static SettingRule RefusalStatuses { get; } = ListOf(
        "a list of HTTP statuses from 400 to 499 without 408, 425 and 429",
        node => node is TomlInteger { Value: >= 400 and <= 499 and not (408 or 425 or 429) });

    public static SettingRule Flows { get; } = ListOf(
        $"a list of flows out of {string.Join(", ", FlowNames.All.Keys)}", node => IsText(node, FlowNames.All.ContainsKey));

    public static SettingRule Aliases { get; } = ListOf("a list of provider names", node => IsText(node, ProfileKey.IsValidName));

    public static SettingRule Profile { get; } = new(
        "a profile name: 1 to 64 letters, digits and . _ - @ +", node => IsText(node, ProfileKey.IsValidName) ? null : node);

    public static SettingRule Hosts { get; } = ListOf(
        "a list of hosts such as \"git.example.com\" or \"git.example.com:8443\"",
        node => IsText(node, text => Uri.TryCreate($"https://{text}", UriKind.Absolute, out Uri? uri) && uri is { PathAndQuery: "/", UserInfo: "", Fragment: "" }
            && !text.EndsWith('/') && !text.Any(char.IsWhiteSpace)));

    public static SettingRule Variable { get; } = new(
        "the name of an environment variable",
        node => IsText(node, text => !char.IsAsciiDigit(text[0]) && text.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')) ? null : node,
        IsSecret: true);

    public static SettingRule RedirectPath { get; } = new(
        "a path that starts with / and has no query, fragment or blank",
        node => IsText(node, text => text[0] == '/' && !text.Any(c => c is '?' or '#' or '\\' || char.IsWhiteSpace(c))) ? null : node);

    /// <summary>The parameters of an authorization request that a user may add or remove: not those the protocol's safety rests on.</summary>
    public static SettingRule AuthorizationParameters { get; } = new(
        $"a table of strings without {string.Join(", ", ReservedParameters)}",
        node => node is not TomlTable table
            ? node
            : table.Entries.FirstOrDefault(entry => entry.Value is not TomlText || ReservedParameters.Contains(entry.Key))?.Value);

    /// <summary>Headers that a user may add to a request: not those that carry the token or frame the message.</summary>
    public static SettingRule Headers { get; } = new(
        $"a table of strings, with header names (RFC 9110 section 5.1) other than {string.Join(", ", ReservedHeaders)}",
        node => node is not TomlTable table ? node : table.Entries.FirstOrDefault(entry => !IsHeader(entry))?.Value);

    /// <summary>Anything: what it must be depends on the provider and is checked where it is used.</summary>
    public static SettingRule Anything { get; } = new("a string", _ => null);

    private static string[] ReservedParameters =>
        ["response_type", "client_id", "redirect_uri", "scope", "state", "nonce", "code_challenge", "code_challenge_method"];

    private static string[] ReservedHeaders =>
        ["authorization", "proxy-authorization", "cookie", "host", "connection", "content-length", "content-type", "transfer-encoding", "user-agent"];

    public static SettingRule Integer(int least, int most) => new(
        $"an integer from {least} to {most}", node => node is TomlInteger number && number.Value >= least && number.Value <= most ? null : node);

    public static SettingRule OneOf(params string[] choices) => new(
        string.Join(" or ", choices.Select(choice => $"\"{choice}\"")), node => IsText(node, choices.Contains) ? null : node);

    private static SettingRule ListOf(string mustBe, Predicate<TomlNode> accepts) => new(
        mustBe, node => node is TomlList list ? list.Items.Find(item => !accepts(item)) : node);

    private static bool IsHeader(TomlEntry header) =>
        header.Value is TomlText text && text.Value.All(c => c is >= ' ' and <= '~')
        && header.Key.Length > 0 && header.Key.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
        && !ReservedHeaders.Contains(header.Key, StringComparer.OrdinalIgnoreCase);

    private static bool IsText(TomlNode node) => IsText(node, _ => true);

    private static bool IsText(TomlNode node, Predicate<string> accepts) =>
        node is TomlText { Value.Length: > 0 } text && !text.Value.Any(char.IsControl) && accepts(text.Value);
}
