using System.Text.RegularExpressions;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Torture.Killing;

namespace PrxAuth.Torture.Faults;

/// <summary>Looks at a home after an operation that was hindered, then does the operation again unhindered.</summary>
internal sealed partial class FaultAudit(FaultOperation operation, FaultHome home, Credential? before, Credential? bystander, FaultCounts counts)
{
    public const string Lost = "sign-ins lost";
    public const string Unreadable = "profiles unreadable";
    public const string Wrong = "profiles neither old nor new";
    public const string Pretended = "successes that were none";
    public const string Unflushed = "successes of what may not outlive a power failure";
    public const string Unclear = "failures without id and way out";
    public const string BystanderChanged = "bystanders changed";
    public const string NoRetry = "later tries that fail";
    public const string Left = "files left, damaged or open to others";
    public const string RevokedAndKept = "profiles that look valid and are revoked";

    public static IReadOnlyList<string> Kinds { get; } =
        [Lost, Unreadable, Wrong, Pretended, Unflushed, Unclear, BystanderChanged, NoRetry, Left, RevokedAndKept];

    public async Task RunAsync(string fault, PrxOutcome outcome)
    {
        JudgeWords(fault, outcome);
        await CheckBystanderAsync(fault);
        ProfileState? state = await StateAsync(fault);
        if (state is { } found)
        {
            if ((operation.Allowed & found) == 0)
            {
                counts.Find(Wrong, $"{operation.Name}: {fault}: the profile is {found}");
            }

            if (outcome.Status == 0 && (found != operation.Done || (operation.SetsActive && !IsActive())))
            {
                counts.Find(Pretended, $"{operation.Name}: {fault}: status 0, and the profile is {found}");
            }
        }

        if (operation.SetsActive && DirectoryFacts.WithoutActiveProfile(await File.ReadAllTextAsync(home.ConfigFile)) != await OriginalConfigAsync())
        {
            counts.Find(Wrong, $"{operation.Name}: {fault}: the config file was changed elsewhere");
        }

        if (operation.Done == ProfileState.Absent && state == ProfileState.Same)
        {
            await CheckKeptAsync(fault);
        }
        else if (!(operation.Done == ProfileState.Absent && state == ProfileState.Absent))
        {
            await RetryAsync(fault, outcome);
        }

        CheckFiles(fault);
    }

    private void JudgeWords(string fault, PrxOutcome outcome)
    {
        if (outcome.Status != 0 && (outcome.Status is not (1 or 3) || !Failure().IsMatch(outcome.Error)))
        {
            counts.Find(Unclear, $"{operation.Name}: {fault}: status {outcome.Status}: {OneLine(outcome.Error)}");
        }

        if (outcome.Status == 3 && operation.HasProfile)
        {
            counts.Find(Lost, $"{operation.Name}: {fault}: a sign-in was demanded at once: {OneLine(outcome.Error)}");
        }
    }

    private async Task CheckBystanderAsync(string fault)
    {
        if (bystander is null)
        {
            return;
        }

        try
        {
            Credential? found = await home.ReadAsync(FaultOperation.Bystander);
            if (found is null || found.Generation != bystander.Generation || !Equals(found.Tokens.RefreshToken, bystander.Tokens.RefreshToken))
            {
                counts.Find(BystanderChanged, $"{operation.Name}: {fault}");
            }
        }
        catch (PrxAuthException e)
        {
            counts.Find(Unreadable, $"{operation.Name}: {fault}: the bystander: {e.Message}");
        }
    }

    private async Task<ProfileState?> StateAsync(string fault)
    {
        try
        {
            return await home.ReadAsync(FaultOperation.Profile) switch
            {
                null => ProfileState.Absent,
                { } found when before is not null && found.Generation == before.Generation => ProfileState.Same,
                // Marked before it is deleted: a state on the way that claims nothing.
                { NeedsLogin: true } when operation.Done == ProfileState.Absent => ProfileState.Same,
                _ => ProfileState.Newer,
            };
        }
        catch (PrxAuthException e)
        {
            counts.Find(Unreadable, $"{operation.Name}: {fault}: {e.Message}");
            return null;
        }
    }

    // A sign-out that failed has revoked nothing, or says that the profile needs a sign-in.
    private async Task CheckKeptAsync(string fault)
    {
        try
        {
            Credential? kept = await home.ReadAsync(FaultOperation.Profile);
            if (kept is { NeedsLogin: false })
            {
                await home.RefreshAsync(FaultOperation.Profile);
            }
        }
        catch (PrxAuthException e) when (e.Error == PrxAuthError.LoginRequired)
        {
            counts.Find(RevokedAndKept, $"{operation.Name}: {fault}");
        }

        PrxOutcome again = await TracedPrx.RunAsync(home, operation.Words);
        if (again.Status != 0)
        {
            counts.Find(NoRetry, $"{operation.Name}: {fault}: {OneLine(again.Error)}");
        }
    }

    private async Task RetryAsync(string fault, PrxOutcome first)
    {
        PrxOutcome again = await TracedPrx.RunAsync(home, operation.Words);
        if (again.Status != 0)
        {
            counts.Find(
                again.Status == 3 ? Lost : NoRetry,
                $"{operation.Name}: {fault}: first {first.Status} {OneLine(first.Error)} -> then {again.Status} {OneLine(again.Error)}");
            return;
        }

        try
        {
            await home.RefreshAsync(FaultOperation.Profile);
        }
        catch (PrxAuthException e)
        {
            counts.Find(Lost, $"{operation.Name}: {fault}: the token kept does not refresh: {e.Message}");
        }
    }

    private void CheckFiles(string fault)
    {
        string[] left =
        [
            .. DirectoryFacts.Temporaries(home.Root).Select(file => Path.GetRelativePath(home.Root, file)),
            .. Enumerable.Repeat("damaged", DirectoryFacts.TakeDamaged(home.Root)),
            .. Enumerable.Repeat("open to others", Directory.Exists(home.DataHome) ? DirectoryFacts.OpenToOthers(home.DataHome) : 0),
        ];
        if (left.Length > 0)
        {
            counts.Find(Left, $"{operation.Name}: {fault}: {string.Join(", ", left)}");
        }
    }

    private bool IsActive() => File.ReadAllText(home.ConfigFile).Contains($"auth_profile = \"{FaultOperation.Profile}\"", StringComparison.Ordinal);

    private async Task<string> OriginalConfigAsync() => DirectoryFacts.WithoutActiveProfile(await File.ReadAllTextAsync(home.ConfigFile + ".original"));

    private static string OneLine(string text) => text.Trim().ReplaceLineEndings(" ");

    [GeneratedRegex(@"error\[[A-Za-z]+\]: ?.+\n.+", RegexOptions.Singleline)]
    private static partial Regex Failure();
}
