using System.CommandLine;
using System.CommandLine.Parsing;
using PrxAuth.Cli.Helpers;
using PrxAuth.Core.Import;

namespace PrxAuth.Cli.Grammar;

/// <summary>Finds what is wrong with a command line and says it in words that help.</summary>
internal static class UsageProblems
{
    public static void ThrowIfAny(PrxGrammar grammar, ParseResult parsed)
    {
        Command command = parsed.CommandResult.Command;

        // The parser takes an unknown option for the bare provider name.
        foreach (Argument word in (Argument[])[grammar.ProviderWord, grammar.HelperName, grammar.HelperOperation])
        {
            if (parsed.GetResult(word)?.Tokens is [{ Value: ['-', ..] unknown and not "-Plugin" }, ..])
            {
                throw OptionUnknown(grammar, command, unknown);
            }
        }

        if (parsed.UnmatchedTokens is [var extra, ..])
        {
            throw extra.StartsWith('-')
                ? OptionUnknown(grammar, command, extra)
                : command.Subcommands.Count > 0 ? CommandUnknown(grammar, command, extra) : WordTooMany(grammar, parsed, extra);
        }

        if (command.Subcommands.Count > 0)
        {
            throw CommandMissing(grammar, command);
        }

        if (parsed.Errors is [var error, ..])
        {
            throw new UsageException(Describe(grammar, error), SeeHelp(grammar, command));
        }
    }

    public static void ThrowIfContradictory(PrxGrammar grammar, AuthArguments arguments)
    {
        Command command = grammar.Verbs.First(verb => verb.Verb == arguments.Verb).Command;
        if (arguments.All && (arguments.Provider ?? arguments.Profile) is { } named)
        {
            string every = arguments.Verb == AuthVerb.Doctor ? "provider" : "profile";
            throw new UsageException($"--all means every {every}, and '{named}' is named as well.", "Leave one of the two out.");
        }

        string[] ways =
        [
            .. new[] { (arguments.DeviceCode, "--device-code"), (arguments.ClientCredential, "--client-credential"), (arguments.Federated, "--federated") }
                .Where(way => way.Item1).Select(way => way.Item2),
        ];
        if (ways.Length > 1)
        {
            throw new UsageException($"{ways[0]} and {ways[1]} are two ways to sign in.", "Leave one of the two out.");
        }

        if (!arguments.Header && (arguments.Uri ?? (object?)arguments.Method ?? arguments.Nonce) is not null)
        {
            throw new UsageException("--uri, --method and --nonce say what the headers are for.", "Add --header.");
        }

        if (arguments.NoWait && (arguments.DeviceCode || arguments.ClientCredential || arguments.OpenBrowser == true || arguments.Timeout is not null))
        {
            throw new UsageException(
                "--no-wait only shows an address: it goes with none of --device-code, --client-credential, --browser and --timeout.", "Leave --no-wait or the other out.");
        }

        bool needsProvider = arguments.Verb is AuthVerb.Login or AuthVerb.Use or AuthVerb.Token or AuthVerb.PasteToken or AuthVerb.Check
            || (arguments.Verb == AuthVerb.Logout && !arguments.All)
            || (arguments.Verb == AuthVerb.Status && arguments.Profile is not null);
        if (needsProvider && string.IsNullOrEmpty(arguments.Provider))
        {
            string swallowed = (arguments.Scopes ?? arguments.AddScopes) is null ? string.Empty : $" {(arguments.Scopes is null ? "--add-scope" : "--scope")} takes every word up to the next option.";
            throw new UsageException(
                arguments.Verb == AuthVerb.Logout ? "Which provider? Name one, or give --all." : $"Which provider?{swallowed}",
                $"For example: prx auth {command.Name} -P github-copilot; 'prx auth providers' lists them.");
        }

        if (arguments.Verb == AuthVerb.Import && string.IsNullOrEmpty(arguments.From))
        {
            throw new UsageException("Whose logins are to be brought in?", $"For example: prx auth import --from gh; also: {string.Join(", ", ImportService.Sources.Skip(1))}");
        }

        if (arguments.Verb == AuthVerb.Import && !ImportService.Sources.Contains(arguments.From, StringComparer.OrdinalIgnoreCase))
        {
            throw new UsageException($"Logins of '{arguments.From}' cannot be imported.", $"Those of {string.Join(", ", ImportService.Sources)} can.");
        }

        if (arguments.Helper is { } helper)
        {
            HelperProblems.ThrowIfAny(helper, arguments.Provider);
        }

        if (arguments.Verb == AuthVerb.Check && arguments.For is null)
        {
            throw new UsageException("How long must it last?", $"For example: prx auth check {arguments.Provider} --for 3h");
        }

        if (arguments.Verb == AuthVerb.Use && string.IsNullOrEmpty(arguments.Profile))
        {
            throw new UsageException("Which profile is to be used?", $"For example: prx auth use -P {arguments.Provider} --profile work");
        }
    }

    public static string NameOf(PrxGrammar grammar, Command command) =>
        command == grammar.Root ? "prx"
        : command == grammar.Auth || command == grammar.Completions ? $"prx {command.Name}"
        : $"prx auth {command.Name}";

    /// <summary>The options that a command takes, with those that every command takes.</summary>
    public static IEnumerable<Option> OptionsOf(PrxGrammar grammar, Command command) =>
        command == grammar.Root ? command.Options : [.. command.Options, grammar.Help];

    private static string Describe(PrxGrammar grammar, ParseError error) => error.SymbolResult switch
    {
        OptionResult { Option: { } option } result when option == grammar.Browser && result.Tokens.Count > 0 =>
            $"--browser takes true or false, not '{result.Tokens[^1].Value}'.",
        OptionResult { Option: { } option, Tokens.Count: 0 } => $"{option.Name} needs a value: {option.HelpName ?? "true|false"}.",
        OptionResult { Option: { } option, IdentifierTokenCount: > 1 } => $"{option.Name} is given more than once.",
        OptionResult { Option: { } option, Tokens.Count: > 0 } result => $"{option.Name} does not take '{result.Tokens[^1].Value}'.",
        ArgumentResult { Tokens.Count: > 0, Parent: OptionResult { Option: { } option } } result =>
            $"{option.Name} does not take '{result.Tokens[^1].Value}'{(option.ValueType == typeof(bool) ? ", only true or false" : string.Empty)}.",
        _ => error.Message,
    };

    private static UsageException CommandMissing(PrxGrammar grammar, Command command) =>
        new(command == grammar.Root ? "A command is missing: prx auth." : "A command is missing after 'prx auth'.",
            $"One of: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}. {SeeHelp(grammar, command)}");

    private static UsageException CommandUnknown(PrxGrammar grammar, Command command, string word) =>
        new($"'{word}' is not a command of {NameOf(grammar, command)}.{DidYouMean(word, command.Subcommands.Select(sub => sub.Name))}",
            $"Commands are: {string.Join(", ", command.Subcommands.Select(sub => sub.Name))}. {SeeHelp(grammar, command)}");

    private static UsageException OptionUnknown(PrxGrammar grammar, Command command, string word)
    {
        int end = word.IndexOfAny(['=', ':']);
        string name = end < 0 ? word : word[..end];
        IEnumerable<string> known = OptionsOf(grammar, command).SelectMany(option => option.Aliases.Prepend(option.Name));
        return new UsageException(
            $"{NameOf(grammar, command)} has no option '{name}'.{DidYouMean(name, known)}", SeeHelp(grammar, command));
    }

    private static UsageException WordTooMany(PrxGrammar grammar, ParseResult parsed, string word)
    {
        Command command = parsed.CommandResult.Command;
        string? before = parsed.Tokens.TakeWhile(token => token.Value != word).LastOrDefault()?.Value;
        return OptionsOf(grammar, command).FirstOrDefault(option => option.Name == before && option.ValueType == typeof(bool)) is { } flag
            ? new UsageException($"{flag.Name} takes true or false, not '{word}'.", SeeHelp(grammar, command))
            : new UsageException($"'{word}' is one word too many.", SeeHelp(grammar, command));
    }

    private static string DidYouMean(string word, IEnumerable<string> known) =>
        NearestWord.Of(word, known) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty;

    private static string SeeHelp(PrxGrammar grammar, Command command) => $"See: {NameOf(grammar, command)} --help";
}
