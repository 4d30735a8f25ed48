using PrxAuth.Core.Configuration;

namespace PrxAuth.Cli.Grammar;

/// <summary>Finds the word somebody probably meant.</summary>
internal static class NearestWord
{
    /// <summary>The word that begins with what was typed, if it is the only one; else the nearest by <see cref="NearestName"/>.</summary>
    public static string? Of(string typed, IEnumerable<string> words)
    {
        string[] known = [.. words];
        string[] longer = [.. known.Where(word => typed.Trim('-').Length > 1 && word.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        return longer.Length == 1 ? longer[0] : NearestName.Of(typed, known);
    }
}
