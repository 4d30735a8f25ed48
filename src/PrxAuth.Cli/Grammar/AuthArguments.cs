using PrxAuth.Cli.Completion;
using PrxAuth.Cli.Helpers;
using PrxAuth.Core.Storage;

namespace PrxAuth.Cli.Grammar;

/// <summary>The commands below <c>prx auth</c>.</summary>
internal enum AuthVerb
{
    Login,
    Refresh,
    Logout,
    List,
    Status,
    Check,
    Use,
    Token,
    Providers,
    PasteToken,
    PasteRedirect,
    Import,
    Reseal,
    Doctor,
    Helper,
}

/// <summary>A command line of <c>prx auth</c>, understood.</summary>
internal sealed record AuthArguments
{
    public required AuthVerb Verb { get; init; }

    public string? Provider { get; init; }

    public string? Profile { get; init; }

    public OutputFormat Format { get; init; }

    /// <summary><c>--browser</c>; null where it is left to the place and the provider.</summary>
    public bool? OpenBrowser { get; init; }

    public bool DeviceCode { get; init; }

    public bool ShowQrCode { get; init; }

    public bool NoClipboard { get; init; }

    public bool NoWait { get; init; }

    public bool ClientCredential { get; init; }

    public bool Federated { get; init; }

    public IReadOnlyList<string>? Scopes { get; init; }

    public IReadOnlyList<string>? AddScopes { get; init; }

    public bool Force { get; init; }

    public int? Port { get; init; }

    public TimeSpan? Timeout { get; init; }

    public TimeSpan? MinimumValidity { get; init; }

    /// <summary><c>--for</c>: how long the profile is to last.</summary>
    public TimeSpan? For { get; init; }

    public bool Renew { get; init; }

    public bool Header { get; init; }

    public Uri? Uri { get; init; }

    public string? Method { get; init; }

    public string? Nonce { get; init; }

    public bool All { get; init; }

    public bool LocalOnly { get; init; }

    /// <summary><c>--key</c>; null: as it is now.</summary>
    public SealedBy? Key { get; init; }

    public bool Offline { get; init; }

    /// <summary><c>--from</c>: the tool whose logins are brought in.</summary>
    public string? From { get; init; }

    /// <summary><c>--path</c>: its file; null: where the tool keeps it.</summary>
    public string? Path { get; init; }

    public bool DryRun { get; init; }

    /// <summary>What <c>prx auth helper</c> is asked for; null for every other command.</summary>
    public HelperArguments? Helper { get; init; }
}

/// <summary>What a command line means: one of the records below.</summary>
internal abstract record CommandLine
{
    private CommandLine()
    {
    }

    public sealed record Run(AuthArguments Arguments) : CommandLine;

    /// <param name="Shell">One of <see cref="CompletionScripts.Shells"/>.</param>
    public sealed record Completions(string Shell) : CommandLine;

    public sealed record Help(string Text) : CommandLine;

    public sealed record Version : CommandLine;

    public sealed record Wrong(UsageProblem Problem, OutputFormat Format) : CommandLine;
}
