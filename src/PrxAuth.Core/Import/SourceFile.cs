using System.Text;
using System.Text.Json;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Import;

/// <summary>A file of another tool: opened for reading alone, read once, never locked.</summary>
internal sealed class SourceFile
{
    private const int MaxBytes = 1 << 20;

    private SourceFile(string tool, string path, string text)
    {
        Tool = tool;
        Path = path;
        Text = text;
    }

    /// <summary>The tool that it belongs to.</summary>
    public string Tool { get; }

    /// <summary>Where it is.</summary>
    public string Path { get; }

    /// <summary>What stands in it.</summary>
    public string Text { get; }

    /// <summary>Reads a file of UTF-8, at most 1 MiB of it.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ImportSourceUnavailable"/> or <see cref="PrxAuthError.ImportSourceInvalid"/>.</exception>
    public static SourceFile Read(string tool, string path)
    {
        try
        {
            // Many keep their dot files elsewhere and link to them; only where the link ends is opened.
            string target = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
            using BoundedFile file = BoundedFile.Read(target, MaxBytes);
            if (file.IsAbsent)
            {
                throw Unavailable(tool, path, "there is no such file", null);
            }

            return file.Content.Length <= MaxBytes
                ? new SourceFile(tool, path, new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(file.Content).TrimStart('\uFEFF'))
                : throw Invalid(tool, path, "it is larger than 1 MiB");
        }
        catch (DecoderFallbackException)
        {
            throw Invalid(tool, path, "it is not UTF-8");
        }
        catch (PrxAuthException e) when (e.Error == PrxAuthError.StoreUnavailable)
        {
            throw Unavailable(tool, path, e.InnerException?.Message.TrimEnd('.') ?? "it cannot be read", e);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unavailable(tool, path, "there is no such file", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unavailable(tool, path, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>A file beside this one, of the same tool.</summary>
    public SourceFile ReadBeside(string name) => Read(Tool, System.IO.Path.Join(System.IO.Path.GetDirectoryName(Path), name));

    /// <summary>Its content as a JSON object.</summary>
    public JsonElement Json() => StrictJson.TryParse(Text) is { ValueKind: JsonValueKind.Object } json ? json : throw Invalid("it is not a JSON object");

    /// <summary>The failure for a file that is not what the tool writes.</summary>
    public PrxAuthException Invalid(string why) => Invalid(Tool, Path, why);

    private static PrxAuthException Invalid(string tool, string path, string why) => new(
        PrxAuthError.ImportSourceInvalid,
        $"The logins of {tool} in '{path}' cannot be read: {why}.",
        "Nothing was imported from it. Name another file with -Path, or sign in with Connect-PrxAuth.")
    { Target = path };

    private static PrxAuthException Unavailable(string tool, string path, string why, Exception? cause) => new(
        PrxAuthError.ImportSourceUnavailable,
        $"The logins of {tool} are not in '{path}': {why}.",
        "Name the file with -Path, or sign in with Connect-PrxAuth.",
        cause)
    { Target = path };
}

/// <summary>Reads members of a JSON object, and says which one is not what it must be.</summary>
internal static class SourceMembers
{
    /// <summary>A text; null where it is absent, null or empty.</summary>
    public static string? OptionalText(this SourceFile file, JsonElement json, string name) => json.TryGetProperty(name, out JsonElement value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString() is { Length: > 0 } text ? text : null,
            JsonValueKind.Null => null,
            _ => throw file.Invalid($"'{name}' is not a text"),
        }
        : null;

    /// <summary>A token; null where it is absent, null or empty.</summary>
    public static Secret? OptionalToken(this SourceFile file, JsonElement json, string name) =>
        file.OptionalText(json, name) is { } text ? file.Token(text, name) : null;

    /// <summary>A text as a token (RFC 6749 appendix A: visible ASCII and blanks).</summary>
    public static Secret Token(this SourceFile file, string text, string name) =>
        text.All(c => c is > ' ' and <= '~') ? new Secret(text) : throw file.Invalid($"'{name}' is no token");

    /// <summary>An object; null where it is absent or null.</summary>
    public static JsonElement? OptionalObject(this SourceFile file, JsonElement json, string name) =>
        !json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
        : value.ValueKind == JsonValueKind.Object ? value
        : throw file.Invalid($"'{name}' is not an object");

    /// <summary>A time in milliseconds since 1970; null where it is absent or null.</summary>
    public static DateTimeOffset? OptionalMilliseconds(this SourceFile file, JsonElement json, string name)
    {
        const double EndOfTime = 253_402_300_799_000;
        return !json.TryGetProperty(name, out JsonElement value) || value.ValueKind == JsonValueKind.Null ? null
            : value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out double milliseconds) && milliseconds is >= 0 and < EndOfTime
                ? DateTimeOffset.FromUnixTimeMilliseconds((long)milliseconds)
                : throw file.Invalid($"'{name}' is no time");
    }

    /// <summary>A time as RFC 3339 has it; null where it is absent or null.</summary>
    public static DateTimeOffset? OptionalTime(this SourceFile file, JsonElement json, string name) =>
        file.OptionalText(json, name) is not { } text ? null
        : DateTimeOffset.TryParse(
            text, System.Globalization.CultureInfo.InvariantCulture, System.Globalization.DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time
            : throw file.Invalid($"'{name}' is no time");
}
