using System.Text;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Cli.Rendering;

/// <summary>Says results in words and tables. Never holds a secret, but for a token that was asked for.</summary>
internal sealed class TextRenderer(TimeProvider time, Ink ink, Func<int?> width)
{
    private const int StatusWidth = 11;
    private const int NameWidth = 23;

    /// <summary>The text of a result, without a line break at its end; null where there is nothing to say.</summary>
    public string? Render(CommandResult result) => result switch
    {
        SignedInResult signedIn => SignedIn(signedIn.Profile),
        PendingResult { SignIn: var pending } => Pending(pending),
        RenewedResult renewed => Renewed(renewed),
        ProfilesResult profiles => Profiles(profiles.Profiles),
        StatusResult status => Status(status.Profiles),
        CheckedResult { Profile: var profile } => TerminalText.Clean(Lasts(profile)),
        ProvidersResult providers => Providers(providers.Providers),
        SignedOutResult signedOut => SignedOut(signedOut),
        ActiveProfileResult active => TerminalText.Clean($"{active.Profile.Key}{As(active.Profile)} is the active profile now ({active.ConfigurationFile})."),
        ResealedResult resealed => TerminalText.Clean(Resealed(resealed.Store)),
        ImportedResult imported => TerminalText.Clean(Imported(imported.Import)),
        TokenResult token => token.Credential.UsableToken.Reveal(),
        FindingResult found => Finding(found.Finding),
        _ => null,
    };

    private static string Imported(ImportResult result)
    {
        FoundLogin login = result.Login;
        string who = login.Account is { } account && !login.ForeignName.EndsWith(account, StringComparison.Ordinal) ? $" ({account})" : string.Empty;
        string what = result.Outcome switch
        {
            ImportOutcome.Imported => $"{login.ForeignName}{who} of {login.Source} is profile {login.Key} now.",
            ImportOutcome.Found => $"{login.ForeignName}{who} of {login.Source} would become profile {login.Key}.",
            _ => $"{login.ForeignName}{who} of {login.Source} is left where it is.",
        };
        return result.Reason is { } reason ? $"{what} {CommandVocabulary.Translate(reason)}" : what;
    }

    private static string Resealed(ResealResult result)
    {
        string done = $"{result.Profiles} profile{(result.Profiles == 1 ? string.Empty : "s")} in '{result.Directory}' sealed anew, by {result.After.InWords()}"
            + (result.Before == result.After ? "." : $" instead of {result.Before.InWords()}.");
        string keyNeeded = result.After == KeySource.Machine ? string.Empty : " From now on PRX_MASTER_KEY must hold that key.";
        string damaged = result.Damaged.Count == 0
            ? string.Empty
            : $"\nNot readable before and left as they are: {string.Join(", ", result.Damaged)}. prx auth doctor tells more.";
        return done + keyNeeded + damaged;
    }

    // Each by itself, so that they can be shown as they come: the columns are as wide as the longest word that stands in them.
    private string Finding(Finding finding)
    {
        (string status, Func<string, string> paint) = finding.Status switch
        {
            FindingStatus.Ok => ("  ok", ink.Dim),
            FindingStatus.Warning => ("! warning", ink.Yellow),
            FindingStatus.Failed => ("x failed", ink.Red),
            _ => ("- skipped", (Func<string, string>)ink.Dim),
        };
        string head = $"{paint(status.PadRight(StatusWidth))}{finding.Name.PadRight(NameWidth)}{Wrapped(finding.Message)}";
        return finding.Recommendation is { } wayOut
            ? $"{head}\n{new string(' ', StatusWidth + NameWidth)}{ink.Bold("hint:")} {Wrapped(CommandVocabulary.Translate(wayOut))}"
            : head;
    }

    // Under itself, where a terminal is wide enough for it to help. A word is never cut: it may be a path to copy.
    private string Wrapped(string text)
    {
        const int indent = StatusWidth + NameWidth;
        int room = (width() ?? int.MaxValue) - indent - "hint: ".Length;
        if (room < 30)
        {
            return TerminalText.Clean(text);
        }

        var lines = new StringBuilder();
        int length = 0;
        foreach (string word in TerminalText.Clean(text).Split(' '))
        {
            bool breaks = length > 0 && length + 1 + word.Length > room;
            lines.Append(breaks ? "\n" + new string(' ', indent) : length > 0 ? " " : string.Empty).Append(word);
            length = breaks ? word.Length : length + word.Length + (length > 0 ? 1 : 0);
        }

        return lines.ToString();
    }

    private static string As(ProfileView profile) => profile.Account is { } account ? $" ({account})" : string.Empty;

    private string SignedIn(ProfileView profile)
    {
        string who = profile.Account is { } account ? $" as {account}" : string.Empty;
        return TerminalText.Clean($"Signed in to {profile.Key.Provider}{who}, profile '{profile.Key.Profile}'{Until(profile)}.");
    }

    private string Until(ProfileView profile) =>
        profile.ExpiresAt is { } expiry ? $"; the token runs out {RelativeTime.Of(expiry, time.GetUtcNow())}" : string.Empty;

    // The address stands by itself, so that it can be copied whole.
    private static string Pending(PendingSignIn pending) => $"""
        Open this address in a browser on any machine:

          {TerminalText.Clean(pending.Address.AbsoluteUri)}

        Sign in there. Its last page may fail to load: copy its address, or the code it shows, and finish within {RelativeTime.Length(pending.ExpiresAt - pending.StartedAt)} with:

          prx auth paste-redirect -P {pending.Key.Provider} --profile {pending.Key.Profile}
        """.ReplaceLineEndings("\n");

    private string Renewed(RenewedResult result) => TerminalText.Clean(
        $"{result.Profile.Key}: {(result.Changed ? "renewed" : "nothing to renew")}{Until(result.Profile)}.");

    private string Lasts(ProfileView profile) => profile.Unattended.Until is { } end
        ? $"{profile.Key} lasts for {Duration.Format(end - time.GetUtcNow())} without you: {profile.Unattended.Reason}."
        : $"{profile.Key} lasts; no end is known: {profile.Unattended.Reason}.";

    private string? Profiles(IReadOnlyList<ProfileView> profiles)
    {
        if (profiles.Count == 0)
        {
            return null;
        }

        var table = new TextTable("PROVIDER", "PROFILE", "ACCOUNT", "ACTIVE", "STATUS", "EXPIRES");
        foreach (ProfileView profile in profiles)
        {
            table.Add(
                profile.Key.Provider, profile.Key.Profile, profile.Account, profile.IsActive ? "yes" : null,
                new TextTable.Cell(StatusNames.Of(profile.Status), PaintOf(profile.Status)),
                profile.ExpiresAt is { } expiry ? RelativeTime.Of(expiry, time.GetUtcNow()) : null);
        }

        return table.Render(ink, width(), 0, 1, 2);
    }

    private Func<string, string> PaintOf(ProfileStatus status) => status switch
    {
        ProfileStatus.Valid => ink.Green,
        ProfileStatus.ExpiresSoon => ink.Yellow,
        _ => ink.Red,
    };

    private string? Status(IReadOnlyList<ProfileStanding> standings) =>
        standings.Count == 0 ? null : string.Join("\n", standings.Select(Standing));

    private string Standing(ProfileStanding standing)
    {
        ProfileView profile = standing.Profile;
        string who = profile.Account is { } account ? $", signed in as {account}" : string.Empty;
        string head = ink.Bold(TerminalText.Clean($"{profile.Key}{(profile.IsActive ? " (active)" : string.Empty)}")) + TerminalText.Clean(who);
        string body = TerminalText.Clean(Describe(standing));
        return $"{head}\n  {(standing.NeedsLogin ? ink.Red(body) : body)}";
    }

    private string Describe(ProfileStanding standing)
    {
        ProfileView profile = standing.Profile;
        string named = $"-P {profile.Key.Provider} --profile {profile.Key.Profile}";
        string signIn = $"Sign in again: prx auth login {named}";
        if (profile.Status == ProfileStatus.NeedsLogin)
        {
            return $"Needs a sign-in: {profile.StatusReason} {signIn}";
        }

        if (profile.Status == ProfileStatus.InDoubt)
        {
            return $"In doubt: {profile.StatusReason} Refresh it: prx auth refresh {named}";
        }

        if (profile.ExpiresAt is not { } expiry)
        {
            return "The token is valid; the provider gave it no lifetime.";
        }

        string expires = RelativeTime.Of(expiry, time.GetUtcNow());
        bool isOver = profile.Status == ProfileStatus.Expired;
        string verb = isOver ? "ran" : "runs";
        return standing.Renewal switch
        {
            TokenRenewalMode.OnUse => $"The token {verb} out {expires} and is renewed on the next use{(isOver ? string.Empty : " after that")}.",
            TokenRenewalMode.OnRequest => $"The token {verb} out {expires}; auto_refresh is off, so renew it with: prx auth refresh {named}",
            _ => $"The token {verb} out {expires} and cannot be renewed.{(isOver ? $" {signIn}" : string.Empty)}",
        };
    }

    private string Providers(IReadOnlyList<ProviderDefinition> providers)
    {
        if (providers is [var only])
        {
            return Details(only);
        }

        var table = new TextTable("PROVIDER", "FLOWS", "FROM", "CLIENT");
        foreach (ProviderDefinition provider in providers)
        {
            table.Add(
                provider.Name,
                string.Join(',', provider.Flows.Select(FlowNames.Of)),
                JsonRenderer.NameOf(provider.Origin),
                provider.ClientId is null ? new TextTable.Cell("needs client_id", ink.Yellow) : "ready");
        }

        return table.Render(ink, width(), 0, 1);
    }

    private string Details(ProviderDefinition provider)
    {
        (string Label, string? Text)[] lines =
        [
            ("Also", string.Join(", ", provider.Aliases)),
            ("Flows", string.Join(", ", provider.Flows.Select(FlowNames.Of))),
            ("Scopes", string.Join(' ', provider.Scopes)),
            ("From", JsonRenderer.NameOf(provider.Origin)),
            ("Issuer", provider.Issuer),
            ("API", provider.ApiEndpoint?.AbsoluteUri),
            ("Client", provider.ClientId is null ? $"needs client_id. {CommandVocabulary.Translate(provider.ClientHelp ?? string.Empty)}" : provider.ClientId),
            ("Note", provider.Notice),
        ];
        return string.Join('\n', lines.Where(line => !string.IsNullOrEmpty(line.Text))
            .Select(line => TerminalText.Clean($"  {line.Label + ":",-8} {line.Text}"))
            .Prepend(ink.Bold(TerminalText.Clean($"{provider.Name} ({provider.DisplayName})"))));
    }

    private static string SignedOut(SignedOutResult result) => TerminalText.Clean(result.Revocation.Outcome switch
    {
        RevocationOutcome.Revoked => $"Signed out of {result.Key}; its tokens are revoked.",
        RevocationOutcome.Failed => $"Signed out of {result.Key}, but its tokens could not be revoked: {result.Revocation.Reason}",
        _ => $"Signed out of {result.Key}; its tokens are not revoked: {result.Revocation.Reason}",
    });
}
