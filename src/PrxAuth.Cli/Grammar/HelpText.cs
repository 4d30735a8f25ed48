using System.CommandLine;
using System.Text;
using PrxAuth.Cli.Completion;

namespace PrxAuth.Cli.Grammar;

/// <summary>Writes the help of a command from the grammar.</summary>
internal static class HelpText
{
    /// <summary>What <c>prx</c> tells the shell, in words.</summary>
    public static IReadOnlyList<(string Status, string Meaning)> ExitStatuses { get; } =
    [
        ("0", "done"), ("1", "failed"), ("2", "wrong usage"), ("3", "a sign-in is needed"), ("130", "interrupted"),
    ];

    public static string For(PrxGrammar grammar, Command command)
    {
        var text = new StringBuilder().AppendLine(command.Description).AppendLine();
        VerbSyntax? verb = grammar.Verbs.FirstOrDefault(known => known.Command == command);
        string shells = string.Join('|', CompletionScripts.Shells.Select(shell => shell.Shell));
        text.Append("Usage: ").Append(UsageProblems.NameOf(grammar, command)).Append(' ')
            .AppendLine(verb?.Usage ?? (command == grammar.Completions ? shells : "COMMAND"));
        if (command.Subcommands.Count > 0)
        {
            Section(text, "Commands", command == grammar.Root
                ? grammar.Verbs.Select(known => ($"auth {known.Command.Name}", known.Command.Description!))
                    .Append((grammar.Completions.Name, grammar.Completions.Description!))
                : command.Subcommands.Select(sub => (sub.Name, sub.Description!)));
        }

        Section(text, "Options", UsageProblems.OptionsOf(grammar, command).Select(option => (Syntax(option), option.Description!)));
        if (verb is not null)
        {
            Examples(text, verb.Examples);
        }
        else if (command == grammar.Completions)
        {
            Examples(text, CompletionScripts.Shells.Select(shell => (shell.SetUp, $"{shell.Shell}: {shell.Where}")));
        }
        else
        {
            text.AppendLine().AppendLine("'prx auth COMMAND --help' tells more about a command. A provider may also stand as a bare word:")
                .AppendLine("prx auth login copilot");
        }

        text.AppendLine().Append("Exit status:");
        foreach ((string status, string meaning) in ExitStatuses)
        {
            text.AppendLine().Append($"  {status}  {meaning}");
        }

        return text.ToString();
    }

    private static void Section(StringBuilder text, string title, IEnumerable<(string Name, string Meaning)> entries)
    {
        (string Name, string Meaning)[] all = [.. entries];
        int width = all.Max(entry => entry.Name.Length);
        text.AppendLine().Append(title).AppendLine(":");
        foreach ((string name, string meaning) in all)
        {
            text.Append("  ").Append(name.PadRight(width)).Append("  ").AppendLine(meaning);
        }
    }

    private static void Examples(StringBuilder text, IEnumerable<(string Line, string Meaning)> examples)
    {
        text.AppendLine().AppendLine("Examples:");
        foreach ((string line, string meaning) in examples)
        {
            text.Append("  # ").AppendLine(meaning).Append("  ").AppendLine(line);
        }
    }

    /// <summary>An option with its other names and its value, as it is written.</summary>
    public static string Syntax(Option option)
    {
        string names = string.Join(", ", option.Aliases.Where(alias => alias != "-?").Append(option.Name));
        return option.HelpName is null ? names
            : option.Arity.MinimumNumberOfValues == 0 ? $"{names}[={option.HelpName}]"
            : $"{names} {option.HelpName}";
    }
}
