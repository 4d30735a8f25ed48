using PrxAuth.Core.Flows.Browsing;

namespace PrxAuth.Cli.Terminal;

/// <summary>Decides whether somebody is there to see and answer.</summary>
internal static class Interactivity
{
    public const string Variable = "PRX_INTERACTIVE";

    public static bool Detect(Func<string, string?> environment, bool hasTerminal) => environment(Variable) switch
    {
        "1" => true,
        "0" => false,
        _ => !SignInEnvironment.Detect(environment).IsAutomation && (hasTerminal || !string.IsNullOrWhiteSpace(environment("BROWSER"))),
    };
}
