namespace PrxAuth.Core.Configuration;

/// <summary>The failures of the config file, all in one voice: file, line, column, key, what it must be, what was found.</summary>
internal static class ConfigurationErrors
{
    private const int LongestQuotation = 60;

    public static PrxAuthException Value(string file, SourcePosition position, string key, string mustBe, string found) => new(
        PrxAuthError.ConfigurationValue,
        $"{file}:{position}: '{key}' must be {mustBe}, but is {found}.",
        $"Correct '{key}' in line {position.Line} of '{file}'; until then nothing in the file is used.")
    {
        Target = file,
    };

    public static PrxAuthException Unavailable(string file, string operation, Exception cause) => new(
        PrxAuthError.ConfigurationUnavailable,
        $"The config file '{file}' cannot be {operation}: {cause.Message}",
        $"Check that '{file}' is a regular file that you may read and write, or name another one with {AuthPaths.ConfigurationVariable}.",
        cause)
    {
        Target = file,
    };

    /// <summary>What was found, with its value where that helps and cannot be a secret.</summary>
    public static string Found(TomlNode node, bool isSecret) => node switch
    {
        TomlText when isSecret => "another string",
        TomlText { Value.Length: 0 } => "an empty string",
        TomlText text => Quote(text.Value),
        TomlInteger number when !isSecret => number.Value.ToString(System.Globalization.CultureInfo.InvariantCulture),
        TomlFlag flag when !isSecret => flag.Value ? "true" : "false",
        _ => node.Kind,
    };

    // An address may carry a password or a token, and a control character may carry anything.
    private static string Quote(string text) =>
        text.Contains('@', StringComparison.Ordinal) || text.Contains('?', StringComparison.Ordinal) || text.Any(char.IsControl)
            ? "another string"
            : text.Length <= LongestQuotation ? $"\"{text}\"" : $"\"{text[..LongestQuotation]}…\"";
}
