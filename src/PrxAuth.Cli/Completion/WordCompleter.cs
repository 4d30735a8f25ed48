using System.CommandLine;
using PrxAuth.Cli.Grammar;
using PrxAuth.Core;
using PrxAuth.Core.Providers;

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

        if (partial.StartsWith("--", StringComparison.Ordinal) && partial.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            string prefix = partial[..(equals + 1)];
            return Find(command, partial[..equals]) is { } attached
                ? Matching(partial, Values(attached, words).Select(value => (prefix + value.Text, value.Tooltip)))
                : [];
        }

        if (words.Count > next && Find(command, words[^1]) is { } open && open.Arity.MinimumNumberOfValues > 0)
        {
            return Matching(partial, Values(open, words));
        }

        IEnumerable<(string, string)> booleans = words.Count > next && Find(command, words[^1]) == grammar.Browser ? Values(grammar.Browser, words) : [];
        return Matching(partial, booleans, ProviderOf(command, words) is null ? Providers() : [], OptionWords(command, words));
    }

    private static (string Text, string Tooltip)[] Matching(string partial, params IEnumerable<(string Text, string Tooltip)>[] groups) =>
        [.. groups.SelectMany(group => group).Where(word => word.Text.StartsWith(partial, StringComparison.OrdinalIgnoreCase))];

    private IEnumerable<(string Text, string Tooltip)> OptionWords(Command command, IReadOnlyList<string> words) =>
        UsageProblems.OptionsOf(grammar, command)
            .Where(option => option == grammar.Scope || !words.Any(word => Names(option, word)))
            .Select(option => (option.Name, option.Description!));

    private IEnumerable<(string Text, string Tooltip)> Values(Option option, IReadOnlyList<string> words) =>
        option == grammar.Provider ? Providers()
        : option == grammar.Profile ? Profiles(ProviderOf(null, words))
        : option == grammar.Browser ? [("true", "Open a browser."), ("false", "Open none.")]
        : option == grammar.MinimumValidity || option == grammar.Timeout ? [("5m", "Five minutes."), ("1h", "An hour.")]
        : [];

    private Option? Find(Command command, string word) => UsageProblems.OptionsOf(grammar, command).FirstOrDefault(option => Names(option, word));

    private static bool Names(Option option, string word)
    {
        int end = word.IndexOf('=', StringComparison.Ordinal);
        string name = end < 0 ? word : word[..end];
        return option.Name == name || option.Aliases.Contains(name);
    }

    /// <summary>The provider that the words name; the command is null where any will do.</summary>
    private string? ProviderOf(Command? command, IReadOnlyList<string> words)
    {
        CommandLine line = new CommandLineReader(grammar).Read([.. words]);
        if (line is CommandLine.Run { Arguments.Provider: { } provider })
        {
            return provider;
        }

        // The line is not finished, so it may not be right yet: look for the option, then for the first bare word.
        for (int i = 2; i < words.Count; i++)
        {
            if (Names(grammar.Provider, words[i]))
            {
                int equals = words[i].IndexOf('=', StringComparison.Ordinal);
                return equals >= 0 ? words[i][(equals + 1)..] : i + 1 < words.Count ? words[i + 1] : null;
            }
        }

        return words.Skip(2).FirstOrDefault(word => !word.StartsWith('-')) is { } bare && (command is null || words[^1] != bare || words.Count == 3) ? bare : null;
    }

    private (string Text, string Tooltip)[] Providers() => Quietly(
        session => session.Catalog.Current().Catalog.Providers
            .SelectMany(provider => provider.Aliases.Select(alias => (alias, $"{provider.DisplayName} ({provider.Name})")).Prepend((provider.Name, provider.DisplayName)))
            .ToArray());

    private (string Text, string Tooltip)[] Profiles(string? provider) => Quietly(session =>
    {
        string? name = provider is not null && session.Catalog.Current().Catalog.TryResolve(provider, out ProviderDefinition? known) ? known.Name : provider;
        return session.Profiles.ListKeys(name)
            .GroupBy(key => key.Profile, StringComparer.OrdinalIgnoreCase)
            .Select(group => (group.Key, string.Join(", ", group.Select(key => key.ToString()))))
            .ToArray();
    });

    // A completion that throws spoils the line being typed; whatever is wrong, the command itself will say.
    private (string Text, string Tooltip)[] Quietly(Func<AuthSession, (string, string)[]> find)
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
