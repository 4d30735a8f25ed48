using System.Globalization;
using PrxAuth.Benchmarks.Processes;
using PrxAuth.Benchmarks.Reporting;

switch (args)
{
    case ["import", ..]:
        return ImportMeasurement.Run(Rounds(args));
    case ["process", ..]:
        return ProcessMeasurement.Run(Rounds(args));
    case ["--rounds", string count, .. string[] rest]:
        return HotPathRun.Run(int.Parse(count, CultureInfo.InvariantCulture), rest);
    default:
        return HotPathRun.Run(rounds: 1, args);
}

static int Rounds(string[] arguments) => arguments.Length > 1 && int.TryParse(arguments[1], out int rounds) ? rounds : 15;
