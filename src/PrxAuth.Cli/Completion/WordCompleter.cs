using System.CommandLine;
using PrxAuth.Cli.Grammar;
using PrxAuth.Cli.Helpers;
using PrxAuth.Core;
using PrxAuth.Core.Import;

namespace PrxAuth.Cli.Completion;

/// <summary>Finds the words that can stand next. What it cannot find out quickly and quietly, it leaves out.</summary>
internal sealed class WordCompleter(PrxGrammar grammar, Func<AuthSession> openSession)
{
    public IReadOnlyList<(string Text, string Tooltip)> Complete(IReadOnlyList<string> words, string partial)
    {
        Command command = grammar.Root;
        int next = 0;
        while (next < words.Count && command.Subcommands.FirstOrDefault(sub => sub.Name == words[next]) is { } deeper)
        {
            command = deeper;
            next++;
        }

        if (command.Subcommands.Count > 0)
        {
            return words.Count > next
                ? []
                : Matching(partial, command.Subcommands.Select(sub => (sub.Name, sub.Description!)), OptionWords(command, words));
        }

        if (command == grammar.Completions)
        {
            return words.Count > next ? [] : Matching(partial, Shells(), OptionWords(command, words));
        }

        if (partial.StartsWith("--", StringComparison.Ordinal) && partial.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            string prefix = partial[..(equals + 1)];
            return Find(command, partial[..equals]) is { } attached
                ? Matching(partial, Values(attached, command, words, partial[(equals + 1)..]).Select(value => (prefix + value.Text, value.Tooltip)))
                : [];
        }

        if (words.Count > next && Find(command, words[^1]) is { } open && open.Arity.MinimumNumberOfValues > 0)
        {
            return Matching(partial, Values(open, command, words, partial));
        }

        if (words.Count == next && command.Arguments.Contains(grammar.HelperName))
        {
            return Matching(partial, HelperNames.All.Select(name => (name, $"The protocol of {name}.")), OptionWords(command, words));
        }

        bool mayAnswer = words.Count > next && Find(command, words[^1]) == grammar.Browser;
        bool mayName = command.Options.Contains(grammar.Provider) && ProviderOf(command, words) is null;
        return Matching(
            partial,
            mayAnswer ? Values(grammar.Browser, command, words, partial) : [],
            mayName ? Values(grammar.Provider, command, words, partial) : [],
            OptionWords(command, words));
    }

    private static (string Text, string Tooltip)[] Matching(string partial, params IEnumerable<(string Text, string Tooltip)>[] groups) =>
        [.. groups.SelectMany(group => group).Where(word => word.Text.StartsWith(partial, StringComparison.OrdinalIgnoreCase))];

    private IEnumerable<(string Text, string Tooltip)> OptionWords(Command command, IReadOnlyList<string> words) =>
        UsageProblems.OptionsOf(grammar, command)
            .Where(option => option == grammar.Scope || !words.Any(word => Names(option, word)))
            .Select(option => (option.Name, option.Description!));

    private IReadOnlyList<(string Text, string Tooltip)> Values(Option option, Command command, IReadOnlyList<string> words, string typed) =>
        option == grammar.Provider ? Quietly(session => NameSuggestions.Providers(session, withAliases: true))
        : option == grammar.Profile ? Quietly(session => NameSuggestions.Profiles(session, ProviderOf(command, words), typed))
        : option == grammar.Scope || option == grammar.AddScope ? Quietly(session => NameSuggestions.Scopes(session, ProviderOf(command, words)))
        : option == grammar.Browser ? [("true", "Open a browser."), ("false", "Open none.")]
        : option == grammar.Key ? [("machine", "This machine's identity."), ("master-key", "The master key.")]
        : option == grammar.From ? [.. ImportService.Sources.Select(source => (source, $"The logins of {source}."))]
        : option == grammar.SessionDuration ? [("15m", "The shortest."), ("1h", "An hour."), ("12h", "The longest.")]
        : option == grammar.MinimumValidity || option == grammar.Timeout || option == grammar.For ? [("5m", "Five minutes."), ("1h", "An hour.")]
        : option == grammar.Method ? NameSuggestions.Methods
        : [];

    private static IEnumerable<(string Text, string Tooltip)> Shells() =>
        CompletionScripts.Shells.Select(shell => (shell.Shell, $"{shell.SetUp}  ({shell.Where})"));

    private Option? Find(Command command, string word) => UsageProblems.OptionsOf(grammar, command).FirstOrDefault(option => Names(option, word));

    private static bool Names(Option option, string word)
    {
        int end = word.IndexOf('=', StringComparison.Ordinal);
        string name = end < 0 ? word : word[..end];
        return option.Name == name || option.Aliases.Contains(name);
    }

    // The line is not finished, so the parser may not understand it yet: the option counts, else the first word that no option takes.
    private string? ProviderOf(Command command, IReadOnlyList<string> words)
    {
        string? bare = null;
        for (int i = 2; i < words.Count; i++)
        {
            string word = words[i];
            if (Names(grammar.Provider, word))
            {
                int equals = word.IndexOf('=', StringComparison.Ordinal);
                return equals >= 0 ? word[(equals + 1)..] : words.ElementAtOrDefault(i + 1);
            }

            bool isTaken = Find(command, words[i - 1]) is { } option
                && (option.Arity.MinimumNumberOfValues > 0 || (option.ValueType == typeof(bool) && bool.TryParse(word, out _)));
            bare ??= word.StartsWith('-') || isTaken ? null : word;
        }

        return bare;
    }

    // A completion that throws spoils the line being typed; whatever is wrong, the command itself will say.
    private IReadOnlyList<(string Text, string Tooltip)> Quietly(Func<AuthSession, IReadOnlyList<(string Text, string Tooltip)>> find)
    {
        try
        {
            return find(openSession());
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return [];
        }
    }
}
