using PrxAuth.Cli;
using PrxAuth.Cli.Grammar;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz.Targets;

/// <summary>The words of a command line. No word may do anything but be understood or be called wrong.</summary>
internal static class CommandTargets
{
    private static readonly PrxGrammar s_grammar = new();

    private static readonly string[] s_words =
    [
        "auth\n", "login\n", "refresh\n", "logout\n", "list\n", "status\n", "use\n", "token\n", "providers\n", "paste-token\n", "--help", "--version", "-P\n",
        "-P:", "--provider\n", "--profile\n", "--json", "--json=maybe", "--browser", "--browser=", "true", "false", "--device-code", "--scope\n", "--port\n",
        "--timeout\n", "--client-credential", "--all", "--local-only", "--min-validity\n", "--\n", "@", "github-copilot", "-?", "[diagram]", "[suggest]",
    ];

    // A home that does not exist: names of providers and profiles are asked for, and no file is ever there.
    private static readonly Lazy<AuthSession> s_session = new(() => AuthSession.Open(new AuthSessionOptions
    {
        Environment = name => name is "PRX_CONFIG" or "PRX_DATA_HOME" ? Path.Join(Path.GetTempPath(), "prx-auth-no-such-home", name) : null,
        Time = FrozenTime.Instance,
        CreateHandler = () => new ScriptedProvider([]),
    }));

    public static IEnumerable<FuzzTarget> All { get; } =
    [
        new("prx-arguments", "the words after prx, one a line", Read, s_words),
        new("prx-completion", "the words before the cursor, one a line, the last one unfinished", Complete, s_words),
    ];

    private static void Read(byte[] data)
    {
        if (new CommandLineReader(s_grammar).Read(new FuzzInput(data).Text().Split('\n')) is CommandLine.Wrong wrong)
        {
            JsonRenderer.Render(wrong.Problem);
            Oracle.IsFitToShow(TerminalText.Clean(wrong.Problem.Message), "The message");
            Oracle.IsFitToShow(TerminalText.Clean(wrong.Problem.Recommendation), "The recommendation");
        }
    }

    private static void Complete(byte[] data)
    {
        string[] words = new FuzzInput(data).Text().Split('\n');
        foreach ((string text, _) in PrxCommand.Complete(words[..^1], words[^1], () => s_session.Value))
        {
            Oracle.Demand(text.StartsWith(words[^1], StringComparison.OrdinalIgnoreCase), $"'{text}' does not complete the word.");
        }
    }
}
