using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace PrxAuth.Core.Providers;

/// <summary>
/// Reads a member of a JSON object by its path: a name (<c>email</c>), names with dots between (<c>account.email</c>), or a JSON Pointer
/// (RFC 6901) where a name holds dots itself (<c>/https:~1~1api.example.com~1auth/account_id</c>).
/// </summary>
public static class MemberPath
{
    /// <summary>The text of the first member that is there and is a string that is not empty, or a number.</summary>
    /// <param name="root">The object.</param>
    /// <param name="paths">The paths, best first.</param>
    public static string? FindFirst(JsonElement root, IEnumerable<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        foreach (string path in paths)
        {
            if (TryFind(root, path, out string? text))
            {
                return text;
            }
        }

        return null;
    }

    /// <summary>The text of one member.</summary>
    /// <param name="root">The object.</param>
    /// <param name="path">The path.</param>
    /// <param name="text">The text, where the member is there and is a string that is not empty, or a number.</param>
    public static bool TryFind(JsonElement root, string path, [NotNullWhen(true)] out string? text)
    {
        ArgumentNullException.ThrowIfNull(path);
        text = null;
        JsonElement current = root;
        foreach (string name in Names(path))
        {
            if (current.ValueKind != JsonValueKind.Object || !current.TryGetProperty(name, out current))
            {
                return false;
            }
        }

        text = current.ValueKind switch
        {
            JsonValueKind.String => current.GetString(),
            JsonValueKind.Number => current.GetRawText(),
            _ => null,
        };
        return !string.IsNullOrEmpty(text);
    }

    // RFC 6901 section 4: "~1" first, then "~0", so that "~01" means "~1".
    private static IEnumerable<string> Names(string path) => path.StartsWith('/')
        ? path[1..].Split('/').Select(name => name.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
        : path.Split('.');
}
