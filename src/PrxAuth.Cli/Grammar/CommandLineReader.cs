using System.CommandLine;
using System.Globalization;
using PrxAuth.Cli.Completion;
using PrxAuth.Cli.Helpers;
using PrxAuth.Core;
using PrxAuth.Core.Storage;

namespace PrxAuth.Cli.Grammar;

/// <summary>Understands a command line, or says what is wrong with it.</summary>
internal sealed class CommandLineReader(PrxGrammar grammar)
{
    // An argument may hold a token's or a path's first character: "@" must not open a file.
    private static readonly ParserConfiguration s_configuration = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private const string ATime = "a time such as 90, 90s, 5m or 1h30m";

    public CommandLine Read(IReadOnlyList<string> words)
    {
        ParseResult parsed = grammar.Root.Parse([.. words.Select(Normalize)], s_configuration);
        Command command = parsed.CommandResult.Command;
        OutputFormat format = grammar.Verbs.Any(verb => verb.Command == command) && parsed.GetValue(grammar.Json) ? OutputFormat.Json : OutputFormat.Rich;
        try
        {
            if (parsed.GetValue(grammar.Help))
            {
                return new CommandLine.Help(HelpText.For(grammar, command));
            }

            if (command == grammar.Root && parsed.GetValue(grammar.Version))
            {
                return new CommandLine.Version();
            }

            if (command == grammar.Root && parsed.GetValue(grammar.Man))
            {
                return new CommandLine.Help(ManPage.For(grammar));
            }

            UsageProblems.ThrowIfAny(grammar, parsed);
            if (command == grammar.Completions)
            {
                return new CommandLine.Completions(ReadShell(parsed.GetValue(grammar.ShellWord)));
            }

            return new CommandLine.Run(ReadArguments(parsed, grammar.Verbs.First(verb => verb.Command == command).Verb, format));
        }
        catch (UsageException e)
        {
            return new CommandLine.Wrong(e.Problem, format);
        }
    }

    // PowerShell splits "-P:name" after the colon.
    private static string Normalize(string word) => word == "-P:" ? "-P" : word;

    private AuthArguments ReadArguments(ParseResult parsed, AuthVerb verb, OutputFormat format)
    {
        var arguments = new AuthArguments
        {
            Verb = verb,
            Format = format,
            Provider = ReadProvider(parsed),
            Profile = parsed.GetValue(grammar.Profile),
            OpenBrowser = parsed.GetResult(grammar.Browser) is { Implicit: false } ? parsed.GetValue(grammar.Browser) : null,
            DeviceCode = parsed.GetValue(grammar.DeviceCode),
            ShowQrCode = parsed.GetValue(grammar.Qr),
            NoClipboard = parsed.GetValue(grammar.NoClipboard),
            NoWait = parsed.GetValue(grammar.NoWait),
            ClientCredential = parsed.GetValue(grammar.ClientCredential),
            Federated = parsed.GetValue(grammar.Federated),
            Scopes = ReadScopes(parsed, grammar.Scope),
            AddScopes = ReadScopes(parsed, grammar.AddScope),
            Force = parsed.GetValue(grammar.Force) || parsed.GetValue(grammar.Replace),
            Header = parsed.GetValue(grammar.Header),
            Uri = ReadUri(grammar.Uri, parsed.GetValue(grammar.Uri)),
            Method = parsed.GetValue(grammar.Method),
            Nonce = parsed.GetValue(grammar.Nonce),
            Port = Read<int>(parsed, grammar.Port, TryReadPort, "a port from 0 to 65535"),
            Timeout = Read<TimeSpan>(parsed, grammar.Timeout, TryReadTimeout, "a time from 1 second to a day, such as 300 or 5m"),
            MinimumValidity = Read<TimeSpan>(parsed, grammar.MinimumValidity, Duration.TryParse, ATime),
            For = Read<TimeSpan>(parsed, grammar.For, Duration.TryParse, ATime),
            Renew = parsed.GetValue(grammar.Renew),
            All = parsed.GetValue(grammar.All) || parsed.GetValue(grammar.AllProviders),
            LocalOnly = parsed.GetValue(grammar.LocalOnly),
            Key = ReadKey(parsed.GetValue(grammar.Key)),
            Offline = parsed.GetValue(grammar.Offline),
            From = parsed.GetValue(grammar.From),
            Path = parsed.GetValue(grammar.Path),
            DryRun = parsed.GetValue(grammar.DryRun),
            Helper = verb == AuthVerb.Helper ? ReadHelper(parsed) : null,
        };
        UsageProblems.ThrowIfContradictory(grammar, arguments);
        return arguments;
    }

    private HelperArguments ReadHelper(ParseResult parsed)
    {
        string? operation = parsed.GetValue(grammar.HelperOperation);
        HelperName name = HelperNames.Parse(parsed.GetValue(grammar.HelperName));
        return new HelperArguments
        {
            Name = name,

            // This is how NuGet starts a plugin.
            Operation = name == HelperName.NuGet && operation == "-Plugin" ? null : operation,
            UserName = parsed.GetValue(grammar.UserName),
            UseIdToken = parsed.GetValue(grammar.IdToken),
            RoleArn = ReadRole(parsed.GetValue(grammar.RoleArn)),
            SessionName = parsed.GetValue(grammar.SessionName),
            Duration = Read<TimeSpan>(parsed, grammar.SessionDuration, TryReadSession, "a time from 15m to 12h"),
            Region = parsed.GetValue(grammar.Region),
            StsEndpoint = ReadUri(grammar.StsEndpoint, parsed.GetValue(grammar.StsEndpoint)),
        };
    }

    private string? ReadRole(string? text) => text is null || text.Split(':') is ["arn", _, "iam", _, _, ['r', 'o', 'l', 'e', '/', _, ..]] ? text
        : throw new UsageException(
            $"{grammar.RoleArn.Name} takes the ARN of a role, not '{text}'.", $"For example: {grammar.RoleArn.Name} arn:aws:iam::123456789012:role/deploy");

    private string? ReadProvider(ParseResult parsed)
    {
        string? word = parsed.GetValue(grammar.ProviderWord);
        string? named = parsed.GetValue(grammar.Provider);
        return word is null || named is null || word.Equals(named, StringComparison.OrdinalIgnoreCase)
            ? named ?? word
            : throw new UsageException($"Two providers are named: '{word}' and '{named}'.", "Name one.");
    }

    private static string ReadShell(string? word)
    {
        string all = string.Join(", ", CompletionScripts.Shells.Select(shell => shell.Shell));
        return CompletionScripts.Shells.FirstOrDefault(shell => shell.Shell == word).Shell
            ?? throw new UsageException(
                word is null ? "For which shell?" : $"There is no script for '{word}'.", $"One of: {all}. See: prx completions --help");
    }

    private static string[]? ReadScopes(ParseResult parsed, Option<string[]> option) => parsed.GetResult(option) is { Implicit: false }
        ? [.. parsed.GetValue(option)!.SelectMany(scope => scope.Split(' ', StringSplitOptions.RemoveEmptyEntries))]
        : null;

    private static Uri? ReadUri(Option<string?> option, string? text) => text is null ? null
        : Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme.StartsWith("http", StringComparison.Ordinal) ? uri
        : throw new UsageException($"{option.Name} takes an address, not '{text}'.", $"For example: {option.Name} https://api.example.com/v1/me");

    private SealedBy? ReadKey(string? text) => text switch
    {
        null => null,
        "machine" => SealedBy.Machine,
        "master-key" => SealedBy.MasterKey,
        _ => throw new UsageException($"{grammar.Key.Name} takes machine or master-key, not '{text}'.", "For example: prx auth reseal --key machine"),
    };

    private static T? Read<T>(ParseResult parsed, Option<string?> option, TryRead<T> tryRead, string expected)
        where T : struct
    {
        if (parsed.GetResult(option) is not { Implicit: false })
        {
            return null;
        }

        string? text = parsed.GetValue(option);
        return tryRead(text, out T value)
            ? value
            : throw new UsageException(
                $"{option.Name} takes {expected}, not '{text}'.", $"For example: {option.Name} {(typeof(T) == typeof(int) ? "8400" : "5m")}");
    }

    private static bool TryReadPort(string? text, out int port) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port <= 65_535;

    private static bool TryReadTimeout(string? text, out TimeSpan timeout) =>
        Duration.TryParse(text, out timeout) && timeout >= TimeSpan.FromSeconds(1) && timeout <= TimeSpan.FromDays(1);

    private static bool TryReadSession(string? text, out TimeSpan duration) =>
        Duration.TryParse(text, out duration) && duration >= TimeSpan.FromMinutes(15) && duration <= TimeSpan.FromHours(12);

    private delegate bool TryRead<T>(string? text, out T value);
}
