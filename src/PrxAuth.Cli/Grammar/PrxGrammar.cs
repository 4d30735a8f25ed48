using System.CommandLine;
using PrxAuth.Core.Import;

namespace PrxAuth.Cli.Grammar;

/// <summary>The syntax of <c>prx</c>. Parsing, help and completion all read it from here.</summary>
internal sealed class PrxGrammar
{
    public PrxGrammar()
    {
        Verbs =
        [
            Define(AuthVerb.Login, "login", "Sign in to a provider and keep the tokens as a profile.",
                "NAME [--profile NAME] [--browser[=true|false]] [--device-code] [OPTIONS]",
                [Profile, Browser, DeviceCode, Qr, NoClipboard, NoWait, Scope, AddScope, Port, Timeout, ClientCredential, Federated, Force],
                [
                    ("prx auth login -P github-copilot", "Sign in the usual way"),
                    ("prx auth login -P github-copilot --device-code", "Only show the page and the code"),
                    ("prx auth login -P github-copilot --device-code --qr", "The page as a QR code for a phone"),
                    ("prx auth login -P google-gemini --profile work", "A second account beside the first"),
                    ("prx auth login -P google-gemini --no-wait", "Show the address; finish later"),
                    ("prx auth login -P corp --add-scope reports", "The same account with more scopes"),
                ]),
            Define(AuthVerb.Refresh, "refresh", "Renew tokens now; without a provider, those of every profile.",
                "[NAME] [--profile NAME] [--json]",
                [Profile],
                [("prx auth refresh", "Every profile of every provider"), ("prx auth refresh -P github-copilot", "One profile")]),
            Define(AuthVerb.Logout, "logout", "Revoke a profile's tokens where that can be, and forget them.",
                "NAME [--profile NAME] [--local-only] | --all",
                [Profile, All, LocalOnly],
                [("prx auth logout -P github-copilot", "One profile"), ("prx auth logout --all", "Everything")]),
            Define(AuthVerb.List, "list", "List the profiles.", "[NAME] [--json]", [],
                [("prx auth list", "All profiles"), ("prx auth list --json", "For a program to read")]),
            Define(AuthVerb.Status, "status", "Say how profiles stand; exit status 3 when one needs a sign-in.",
                "[NAME [--profile NAME]] [--json]",
                [Profile],
                [("prx auth status", "All profiles"), ("prx auth status copilot || prx auth login copilot", "Sign in if need be")]),
            Define(AuthVerb.Check, "check", "Fail before a run, not in it: exit status 3 unless the profile lasts without you.",
                "NAME [--profile NAME] --for TIME [--scope SCOPE...] [--renew] [--json]",
                [Profile, For, Scope, Renew],
                [
                    ("prx auth check corp --for 3h || exit", "Only start what can finish"),
                    ("prx auth check corp --for 3h --renew", "Prove it by renewing now"),
                ]),
            Define(AuthVerb.Use, "use", "Choose the profile that is meant when none is named.",
                "NAME --profile NAME [--json]",
                [Profile],
                [("prx auth use -P google-gemini --profile work", "Writes auth_profile into the config file")]),
            Define(AuthVerb.Token, "token", "Print a token that is valid now, renewed if need be.",
                "NAME [--profile NAME] [--min-validity 5m] [--header] [--json]",
                [Profile, MinimumValidity, Header, Uri, Method, Nonce],
                [
                    ("curl -H \"Authorization: Bearer $(prx auth token github)\" https://api.github.com/user", "Use it at once"),
                    ("prx auth token corp --header --uri https://api.example.com/me", "The headers, with a proof where it is bound to a key"),
                ]),
            Define(AuthVerb.Providers, "providers", "List the providers that can be signed in to.", "[NAME] [--json]", [],
                [("prx auth providers", "Names, flows and where each is defined")]),
            Define(AuthVerb.PasteToken, "paste-token", "Keep a token or API key that you have; read from standard input.",
                "NAME [--profile NAME] [--json]",
                [Profile],
                [("prx auth paste-token -P anthropic", "Asks for it without showing it"), ("prx auth paste-token -P anthropic < key.txt", "From a file")]),
            Define(AuthVerb.PasteRedirect, "paste-redirect", "Finish a sign-in by the address its browser ended at.",
                "[NAME] [--profile NAME] [--json]",
                [Profile],
                [
                    ("prx auth paste-redirect", "Asks for the address; its state finds the sign-in"),
                    ("prx auth paste-redirect -P google-gemini < address.txt", "From a file"),
                ]),
            DefineForStore(AuthVerb.Import, "import", "Bring in the logins of another tool as profiles; its files stay as they are.",
                "--from TOOL [--path FILE] [--profile NAME] [OPTIONS]",
                [From, Path, Profile, DryRun, Replace],
                [
                    ("prx auth import --from gh --dry-run", "See what is there"),
                    ("prx auth import --from codex --profile from-codex", "Under a name of its own"),
                ]),
            DefineForStore(AuthVerb.Reseal, "reseal", "Seal the store anew, with a fresh key or by another key source.",
                "[--key machine|master-key] [--json]",
                [Key],
                [
                    ("prx auth reseal", "A fresh key of the same kind"),
                    ("PRX_MASTER_KEY=hex:... prx auth reseal --key master-key", "From this machine's identity to a master key"),
                    ("PRX_NEW_MASTER_KEY=hex:... prx auth reseal", "From one master key to the next"),
                ]),
            Define(AuthVerb.Doctor, "doctor", "Look for what goes wrong here; exit status 1 when something does, 3 when a sign-in mends it.",
                "[NAME | --all] [--offline] [--json]",
                [AllProviders, Offline],
                [
                    ("prx auth doctor", "Everything, and the providers in use"),
                    ("prx auth doctor -P corp", "One provider and its profiles"),
                    ("prx auth doctor --offline --json", "For a program to read, without the network"),
                ]),
            DefineHelper(),
        ];
        Auth = new Command("auth", "Sign in to providers and hand out their tokens.");
        foreach (VerbSyntax verb in Verbs)
        {
            Auth.Subcommands.Add(verb.Command);
        }

        Completions = new Command("completions", "Print the script by which a shell completes prx.") { ShellWord };

        // Not a RootCommand: that one brings directives, a suggestion protocol and output of its own.
        Root = new Command("prx", "Sign-in for the PRX command line.") { Auth, Completions, Help, Version, Man };
    }

    public Command Root { get; }

    public Command Auth { get; }

    public Command Completions { get; }

    public IReadOnlyList<VerbSyntax> Verbs { get; }

    public Option<bool> Help { get; } = new("--help", "-h", "-?")
    {
        Description = "Show help.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    public Option<bool> Version { get; } = new("--version") { Description = "Show the version.", Arity = ArgumentArity.Zero };

    public Argument<string?> ShellWord { get; } = new("shell") { Arity = ArgumentArity.ZeroOrOne };

    public Option<bool> Man { get; } = new("--man") { Description = "Print the manual page, prx-auth(1).", Arity = ArgumentArity.Zero };

    public Argument<string?> ProviderWord { get; } = new("provider") { Arity = ArgumentArity.ZeroOrOne };

    public Option<string?> Provider { get; } = new("--provider", "-P") { Description = "The provider; its bare name will do.", HelpName = "NAME" };

    public Option<string?> Profile { get; } = new("--profile")
    {
        Description = "The profile; by default the active one.",
        HelpName = "NAME",
    };

    public Option<bool> Json { get; } = new("--json") { Description = "Print JSON." };

    public Option<bool> Browser { get; } = new("--browser")
    {
        Description = "Whether to open a browser here; by default where one works.",
        HelpName = "true|false",
        Arity = ArgumentArity.ZeroOrOne,
    };

    public Option<bool> DeviceCode { get; } = new("--device-code") { Description = "Show a code to enter on any device." };

    public Option<bool> Qr { get; } = new("--qr") { Description = "Show the page for the code as a QR code too." };

    public Option<bool> NoClipboard { get; } = new("--no-clipboard") { Description = "Leave the code out of the clipboard." };

    public Option<bool> NoWait { get; } = new("--no-wait") { Description = "Only start; 'prx auth paste-redirect' finishes." };

    public Option<string[]> Scope { get; } = new("--scope")
    {
        Description = "Scopes instead of the provider's usual ones.",
        HelpName = "SCOPE...",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string[]> AddScope { get; } = new("--add-scope")
    {
        Description = "Scopes beside those the profile has.",
        HelpName = "SCOPE...",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = true,
    };

    public Option<string?> Port { get; } = new("--port") { Description = "The loopback port for the redirect; 0: any.", HelpName = "N" };

    public Option<string?> Timeout { get; } = new("--timeout") { Description = "How long to wait for you: 300, 5m.", HelpName = "TIME" };

    public Option<bool> ClientCredential { get; } = new("--client-credential") { Description = "Sign in as the client itself, without a person." };

    public Option<bool> Federated { get; } = new("--federated") { Description = "Sign in as this workload, by its platform's assertion." };

    public Option<bool> Force { get; } = new("--force") { Description = "Let the profile become another account's." };

    public Option<bool> Header { get; } = new("--header") { Description = "Print the headers that carry the token." };

    public Option<string?> Uri { get; } = new("--uri") { Description = "Where the request goes, for a token bound to a key.", HelpName = "URI" };

    public Option<string?> Method { get; } = new("--method") { Description = "The method of that request; GET.", HelpName = "METHOD" };

    public Option<string?> Nonce { get; } = new("--nonce") { Description = "The nonce the API asked for (DPoP-Nonce).", HelpName = "TEXT" };

    public Option<bool> All { get; } = new("--all") { Description = "Every profile of every provider." };

    public Option<bool> AllProviders { get; } = new("--all") { Description = "Every provider, not only those in use." };

    public Option<bool> Offline { get; } = new("--offline") { Description = "Leave the providers alone." };

    public Option<bool> LocalOnly { get; } = new("--local-only") { Description = "Leave the tokens alive at the provider." };

    public Option<string?> MinimumValidity { get; } = new("--min-validity")
    {
        Description = "How long the token must still be valid: 90, 5m, 1h30m.",
        HelpName = "TIME",
    };

    public Option<string?> For { get; } = new("--for") { Description = "How long it must last: 90, 5m, 3h.", HelpName = "TIME" };

    public Option<bool> Renew { get; } = new("--renew") { Description = "Renew it first: the one proof that it can be." };

    public Option<string?> Key { get; } = new("--key")
    {
        Description = "What to seal the store by; by default what it is sealed by now.",
        HelpName = "machine|master-key",
    };

    public Option<string?> From { get; } = new("--from")
    {
        Description = "The tool whose logins are brought in.",
        HelpName = string.Join('|', ImportService.Sources),
    };

    public Option<string?> Path { get; } = new("--path") { Description = "Its file; by default where the tool keeps it.", HelpName = "FILE" };

    public Option<bool> DryRun { get; } = new("--dry-run") { Description = "Only say what would be brought in." };

    public Option<bool> Replace { get; } = new("--force") { Description = "Replace profiles of the same name." };

    public Argument<string?> HelperName { get; } = new("name") { Arity = ArgumentArity.ZeroOrOne };

    public Argument<string?> HelperOperation { get; } = new("operation") { Arity = ArgumentArity.ZeroOrOne };

    public Option<string?> UserName { get; } = new("--username")
    {
        Description = "The user name beside the token; the one asked for, else oauth2.",
        HelpName = "NAME",
    };

    public Option<bool> IdToken { get; } = new("--id-token") { Description = "kubectl: hand out the id_token, as clusters with OpenID Connect want it." };

    public Option<string?> RoleArn { get; } = new("--role-arn") { Description = "aws: the role whose credentials are handed out.", HelpName = "ARN" };

    public Option<string?> SessionName { get; } = new("--session-name")
    {
        Description = "aws: the session's name in AWS's logs; by default the profile's.",
        HelpName = "NAME",
    };

    public Option<string?> SessionDuration { get; } = new("--duration") { Description = "aws: how long the credentials are good: 15m to 12h.", HelpName = "TIME" };

    public Option<string?> Region { get; } = new("--region") { Description = "aws: the region of the token service; AWS_REGION.", HelpName = "REGION" };

    public Option<string?> StsEndpoint { get; } = new("--sts-endpoint")
    {
        Description = "aws: another token service; AWS_ENDPOINT_URL_STS.",
        HelpName = "URI",
    };

    // Its answers have the form that the other tool wants; --json has no place there.
    private VerbSyntax DefineHelper() => new(
        AuthVerb.Helper,
        new Command("helper", "Hand a login to git, docker, kubectl, aws, npm or nuget; never asks.")
        {
            HelperName, HelperOperation, Provider, Profile, MinimumValidity, UserName, IdToken, RoleArn, SessionName, SessionDuration, Region, StsEndpoint,
        },
        "NAME [OPERATION] [--provider NAME] [--profile NAME] [OPTIONS]",
        [
            ("git config --global credential.helper '!prx auth helper git'", "Clone and push with the login of each host"),
            ("echo ghcr.io | prx auth helper docker get", "What docker-credential-prx answers"),
            ("prx auth helper kubectl -P corp --id-token", "An ExecCredential"),
            ("prx auth helper aws -P corp --role-arn arn:aws:iam::123456789012:role/deploy", "For credential_process"),
            ("prx auth helper npm https://npm.example.com/ -P corp", "The line of an .npmrc"),
        ]);

    private VerbSyntax Define(
        AuthVerb verb, string name, string description, string usage, Option[] options, (string Line, string Meaning)[] examples) =>
        Define(verb, new Command(name, description) { ProviderWord, Provider }, usage, options, examples);

    private VerbSyntax DefineForStore(
        AuthVerb verb, string name, string description, string usage, Option[] options, (string Line, string Meaning)[] examples) =>
        Define(verb, new Command(name, description), usage, options, examples);

    private VerbSyntax Define(AuthVerb verb, Command command, string usage, Option[] options, (string Line, string Meaning)[] examples)
    {
        foreach (Option option in options)
        {
            command.Options.Add(option);
        }

        command.Options.Add(Json);
        return new VerbSyntax(verb, command, usage, examples);
    }
}
