using System.Globalization;

namespace PrxAuth.Torture;

/// <summary>What a run was asked for: <c>--name number</c>, each optional.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    /// <summary>The number that decides every random choice of the run, so that its plan can be repeated.</summary>
    public int Seed => Number("seed", Random.Shared.Next());

    /// <summary>Reads the arguments; null when one of them is not understood.</summary>
    public static Arguments? Parse(string[] given, params string[] known)
    {
        var arguments = new Arguments();
        for (int i = 0; i < given.Length; i += 2)
        {
            string name = given[i].StartsWith("--", StringComparison.Ordinal) ? given[i][2..] : string.Empty;
            if (!known.Contains(name) || i + 1 == given.Length
                || !int.TryParse(given[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
            {
                return null;
            }

            arguments._numbers[name] = number;
        }

        return arguments;
    }

    /// <summary>Says how to call the program.</summary>
    public static int Explain()
    {
        Console.Error.WriteLine(
            """
            race [--processes 64] [--rounds 100] [--seed N]   many processes want one expired token at once
            kill [--kills 500] [--workers 4] [--seed N]       processes that sign in, refresh, sign out and set the active profile are killed
            The exit status is 1 when anything was lost.
            """);
        return 2;
    }

    public int Number(string name, int otherwise)
    {
        if (!_numbers.TryGetValue(name, out int number))
        {
            _numbers[name] = number = otherwise;
        }

        return number;
    }
}
