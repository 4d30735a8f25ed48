namespace PrxAuth.Cli.Grammar;

/// <summary>Finds the word somebody probably meant.</summary>
internal static class NearestWord
{
    /// <summary>The word that begins with what was typed, if it is the only one; else the one with the fewest slips of the keyboard
    /// between them: one slip up to four letters, two beyond. Null where none is near.</summary>
    public static string? Of(string typed, IEnumerable<string> words)
    {
        string[] known = [.. words];
        string[] longer = [.. known.Where(word => typed.Trim('-').Length > 1 && word.StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
        return longer.Length == 1
            ? longer[0]
            : known.Select(word => (Word: word, Slips: Slips(typed, word)))
                .Where(candidate => candidate.Slips <= (typed.Trim('-').Length <= 4 ? 1 : 2))
                .OrderBy(candidate => candidate.Slips)
                .Select(candidate => candidate.Word)
                .FirstOrDefault();
    }

    // Insertions, deletions, substitutions and swaps of neighbours (restricted Damerau-Levenshtein).
    private static int Slips(string left, string right)
    {
        int[,] cost = new int[left.Length + 1, right.Length + 1];
        for (int i = 0; i <= left.Length; i++)
        {
            for (int j = 0; j <= right.Length; j++)
            {
                cost[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(cost[i - 1, j], cost[i, j - 1]) + 1,
                        cost[i - 1, j - 1] + (Same(left[i - 1], right[j - 1]) ? 0 : 1));
                if (i > 1 && j > 1 && Same(left[i - 1], right[j - 2]) && Same(left[i - 2], right[j - 1]))
                {
                    cost[i, j] = Math.Min(cost[i, j], cost[i - 2, j - 2] + 1);
                }
            }
        }

        return cost[left.Length, right.Length];
    }

    private static bool Same(char left, char right) => char.ToLowerInvariant(left) == char.ToLowerInvariant(right);
}
