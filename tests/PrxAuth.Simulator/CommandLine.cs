using System.Globalization;

namespace PrxAuth.Simulator;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    private const string Syntax = """
        Usage: PrxAuth.Simulator [--scenario NAME]... [--port N] [--lifetime SECONDS] [--interval SECONDS] [--auto-approve] [--ask]
                                 [--write-config PATH] [--basic] [--quiet] [--help]

          --scenario NAME      begin in a situation of the list below; may be given several times

          --port N             listen on this port of 127.0.0.1; without it, on a free one
          --lifetime SECONDS   how long access tokens live (3600)
          --interval SECONDS   how long device logins wait between polls (5)
          --auto-approve       approve device logins at their first poll
          --ask                ask on the authorization pages instead of consenting at once
          --write-config PATH  write the config.toml to a file
          --basic              leave out of it the providers that need a client of one's own, and the protocols beside corp
          --quiet              do not print the requests as they come
          --help               print this

        """;

    /// <summary>The options, and the scenarios by name.</summary>
    public static string Usage { get; } = $"{Syntax}\nScenarios:\n"
        + string.Concat(ScenarioCatalog.All.Select(scenario => $"  {scenario.Name,-28} {scenario.Description}\n"));

    public required SimulatorOptions Options { get; init; }

    /// <summary>The scenarios to begin in.</summary>
    public IReadOnlyList<string> Scenarios { get; init; } = [];

    public bool Help { get; init; }

    public string? ConfigPath { get; init; }

    /// <summary>Whether the config file is to hold the simplest providers alone.</summary>
    public bool Basic { get; init; }

    public bool Quiet { get; init; }

    /// <summary>Reads the arguments; null: they cannot be understood.</summary>
    public static CommandLine? Parse(IReadOnlyList<string> arguments)
    {
        CommandLine result = new() { Options = new SimulatorOptions() };
        for (int i = 0; i < arguments.Count; i++)
        {
            string? value = i + 1 < arguments.Count ? arguments[i + 1] : null;
            bool isNumber = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number);
            switch (arguments[i])
            {
                case "--auto-approve":
                    result = result with { Options = result.Options with { AutoApproveDevice = true } };
                    continue;
                case "--ask":
                    result = result with { Options = result.Options with { AutoConsent = false } };
                    continue;
                case "--basic":
                    result = result with { Basic = true };
                    continue;
                case "--quiet":
                    result = result with { Quiet = true };
                    continue;
                case "--help":
                    result = result with { Help = true };
                    continue;
                case "--scenario" when NamedScenario.Find(value) is { } scenario:
                    result = result with { Scenarios = [.. result.Scenarios, scenario.Name] };
                    break;
                case "--port" when isNumber:
                    result = result with { Options = result.Options with { Port = number } };
                    break;
                case "--lifetime" when isNumber:
                    result = result with { Options = result.Options with { AccessTokenLifetime = TimeSpan.FromSeconds(number) } };
                    break;
                case "--interval" when isNumber:
                    result = result with { Options = result.Options with { DeviceInterval = number } };
                    break;
                case "--write-config" when value is not null:
                    result = result with { ConfigPath = value };
                    break;
                default:
                    return null;
            }

            i++;
        }

        return result;
    }
}
