using System.Text;

namespace PrxAuth.Cli.Grammar;

/// <summary>Writes prx-auth(1) from the grammar that <c>--help</c> is written from, in the macros of man(7).</summary>
internal static class ManPage
{
    private static readonly (string Name, string Meaning)[] s_environment =
    [
        ("PRX_CONFIG", "The config file, instead of the usual one."),
        ("PRX_DATA_HOME", "The directory of the store, instead of the usual one."),
        ("PRX_MASTER_KEY", "Seals the store by this key instead of the machine's identity."),
        ("PRX_NEW_MASTER_KEY", "The key that reseal goes over to."),
        ("PRX_INTERACTIVE", "1 or 0: whether there is a person to ask, where it cannot be told."),
        ("BROWSER", "The browser to open."),
        ("NO_COLOR", "Anything: no colours."),
        ("HTTPS_PROXY, NO_PROXY", "The proxy, and the hosts that are reached without it."),
        ("SSL_CERT_FILE, SSL_CERT_DIR", "Certificate authorities to trust."),
    ];

    private static readonly (string Name, string Meaning)[] s_files =
    [
        ("~/.config/prx/config.toml", "The config file."),
        ("~/.local/share/prx/secrets/", "The store: one sealed file a profile."),
    ];

    public static string For(PrxGrammar grammar)
    {
        var page = new StringBuilder();
        page.AppendLine(".\\\" Written by 'prx --man' from the grammar of the command.")
            .AppendLine(".TH PRX-AUTH 1 \"\" PrxAuth \"User Commands\"")
            .AppendLine(".SH NAME")
            .AppendLine("prx-auth \\- sign in to OAuth 2.0 providers and hand out their tokens")
            .AppendLine(".SH SYNOPSIS");
        page.AppendJoin($"{Environment.NewLine}.br{Environment.NewLine}", grammar.Verbs.Select(
            verb => $".B prx auth {Text(verb.Command.Name)}{Environment.NewLine}{Text(verb.Usage)}")).AppendLine();
        page.AppendLine(".SH DESCRIPTION")
            .AppendLine(Text(grammar.Auth.Description!))
            .AppendLine("Each profile is one sealed file; a token that is about to run out is renewed when somebody asks for it.")
            .AppendLine("Results go to standard output, everything for the eye to standard error.")
            .AppendLine(".SH COMMANDS");
        foreach (VerbSyntax verb in grammar.Verbs)
        {
            Append(page, grammar, verb);
        }

        Section(page, "OPTIONS", UsageProblems.OptionsOf(grammar, grammar.Root).Select(option => (HelpText.Syntax(option), option.Description!)));
        Section(page, "EXIT STATUS", HelpText.ExitStatuses);
        Section(page, "ENVIRONMENT", s_environment);
        Section(page, "FILES", s_files);
        page.AppendLine(".SH SEE ALSO").Append(".BR git-credential (1)");
        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Append(StringBuilder page, PrxGrammar grammar, VerbSyntax verb)
    {
        page.Append(".SS ").AppendLine(Text(verb.Command.Name)).AppendLine(Text(verb.Command.Description!));
        Entries(page, UsageProblems.OptionsOf(grammar, verb.Command).Select(option => (HelpText.Syntax(option), option.Description!)));
        foreach ((string line, string meaning) in verb.Examples)
        {
            page.AppendLine(".PP").AppendLine(Text(meaning) + ":").AppendLine(".RS 4").AppendLine(".EX").AppendLine(Text(line)).AppendLine(".EE").AppendLine(".RE");
        }
    }

    private static void Section(StringBuilder page, string title, IEnumerable<(string Name, string Meaning)> entries)
    {
        page.Append(".SH ").AppendLine(title);
        Entries(page, entries);
    }

    private static void Entries(StringBuilder page, IEnumerable<(string Name, string Meaning)> entries)
    {
        foreach ((string name, string meaning) in entries)
        {
            page.AppendLine(".TP").Append(".B ").AppendLine(Text(name)).AppendLine(Text(meaning));
        }
    }

    // A hyphen as people type it; and neither a backslash nor a dot or quote in front commands anything.
    private static string Text(string text)
    {
        string escaped = text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped;
    }
}
