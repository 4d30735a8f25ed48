using System.Globalization;
using System.Text;
using PrxAuth.Fuzz;
using SharpFuzz;

Coverage.Prepare();
return args switch
{
    ["list"] => List(),
    ["dictionary", var name] when FuzzTargets.Find(name) is { } target => PrintDictionary(target),
    ["fuzz", var name] when FuzzTargets.Find(name) is { } target => FuzzUnderAfl(target),
    ["replay"] => Runs.Replay(FuzzTargets.All, folder: null),
    ["replay", var name] when FuzzTargets.Find(name) is { } target => Runs.Replay([target], folder: null),
    ["replay", var name, var folder] when FuzzTargets.Find(name) is { } target => Runs.Replay([target], folder),
    ["random", var name, "--runs", var runs, "--seed", var seed] when Targets(name) is { Count: > 0 } targets
        && int.TryParse(runs, NumberStyles.None, CultureInfo.InvariantCulture, out int count)
        && int.TryParse(seed, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => Runs.Random(targets, count, number),
    _ => Explain(),
};

static IReadOnlyList<FuzzTarget> Targets(string name) =>
    name == "all" ? FuzzTargets.All : FuzzTargets.Find(name) is { } target ? [target] : [];

static int List()
{
    foreach (FuzzTarget target in FuzzTargets.All)
    {
        Console.WriteLine($"{target.Name,-18} {target.What}");
    }

    return 0;
}

// The words of a target as afl-fuzz takes them: one quoted word a line, everything but plain characters escaped.
static int PrintDictionary(FuzzTarget target)
{
    foreach (string word in target.Words)
    {
        IEnumerable<string> escaped = Encoding.UTF8.GetBytes(word)
            .Select(b => b is >= 0x20 and < 0x7f and not (byte)'"' and not (byte)'\\' ? ((char)b).ToString() : $"\\x{b:x2}");
        Console.WriteLine($"\"{string.Concat(escaped)}\"");
    }

    return 0;
}

static int FuzzUnderAfl(FuzzTarget target)
{
    Fuzzer.Run(stream =>
    {
        using MemoryStream input = new();
        stream.CopyTo(input);
        if (Judge.Strict.Try(target, input.ToArray()) is { } finding)
        {
            throw new OracleException(finding.ToString());
        }
    });
    return 0;
}

static int Explain()
{
    Console.Error.WriteLine(
        """
        list                                    the targets
        fuzz TARGET                             runs under afl-fuzz; see fuzz.sh
        replay [TARGET [FILE|FOLDER]]           runs kept inputs again
        random TARGET|all --runs N --seed S     mutates kept inputs, without afl-fuzz
        dictionary TARGET                       the words of a target, for afl-fuzz -x
        The exit status is 1 when an input was not taken well.
        """);
    return 2;
}
