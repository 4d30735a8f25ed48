using System.Globalization;
using System.Reflection;

namespace PrxAuth.Torture;

/// <summary>What a run was asked for: <c>--name value</c>, each optional.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    private Arguments()
    {
    }

    /// <summary>The number that decides every random choice of the run, so that its plan can be repeated.</summary>
    public int Seed => Number("seed", Random.Shared.Next());

    /// <summary>Reads the arguments; null when one of them is not understood.</summary>
    /// <param name="given">The words of the command line.</param>
    /// <param name="known">What there is: <c>name</c> takes a number, <c>name=one|two</c> one of these words, <c>name=</c> any text.</param>
    public static Arguments? Parse(string[] given, params string[] known)
    {
        var arguments = new Arguments();
        for (int i = 0; i < given.Length; i += 2)
        {
            string name = given[i].StartsWith("--", StringComparison.Ordinal) ? given[i][2..] : string.Empty;
            string? definition = known.FirstOrDefault(each => each.Split('=')[0] == name);
            if (definition is null || i + 1 == given.Length || !IsAllowed(definition, given[i + 1]))
            {
                return null;
            }

            arguments._values[name] = given[i + 1];
        }

        return arguments;
    }

    /// <summary>Says how to call the program.</summary>
    public static int Explain()
    {
        Console.Error.WriteLine(
            """
            race [--processes 64] [--rounds 100] [--with core|prx|engine|mixed]   many processes want one expired token at once
            race --runspaces 32 [--rounds 100]       the same with runspaces of one PowerShell process
            race --tasks 32 [--rounds 100]           the same with tasks on one session
            kill [--kills 500] [--workers 4] [--with core|prx|mixed]   processes that sign in, refresh, sign out and set the active profile are killed
            stop                                     a refresh is stopped at each of its steps, then continued or killed (Linux)
            listen [--logins 200] [--at-once 4] [--idle 400]   sign-ins complete while their callback listeners are attacked in every way
            fault [--operation 1..8] [--lanes 2] [--steps N]   every step of prx on its files fails once in every way (Linux, strace; disks: root)
            remember [--calls 1000000] [--engine-calls N]      a session of many calls and renewals does not grow
            Each takes [--seed N], and where it starts prx [--prx FILE], another executable than the one in out/prx.
            The exit status is 1 when anything was lost.
            """);
        return 2;
    }

    public int Number(string name, int otherwise) =>
        int.Parse(Word(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);

    public string Word(string name, string otherwise)
    {
        if (!_values.TryGetValue(name, out string? value))
        {
            _values[name] = value = otherwise;
        }

        return value;
    }

    public bool Has(string name) => _values.ContainsKey(name);

    /// <summary>Prints what the run was asked for and what it runs on, so that its counts can be counted again.</summary>
    public void Announce(string verb)
    {
        string[] version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+');
        Console.WriteLine($"{verb} {string.Join(' ', _values.Select(pair => $"--{pair.Key} {pair.Value}"))}");
        Console.WriteLine($"commit {(version.Length > 1 ? version[1] : "unknown")}, {Environment.ProcessorCount} processors, {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC");
    }

    private static bool IsAllowed(string definition, string value) => definition.Split('=') switch
    {
        [_] => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        [_, ""] => true,
        [_, string words] => words.Split('|').Contains(value),
        _ => false,
    };
}
