using System.Globalization;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;

namespace PrxAuth.Torture.Killing;

/// <summary>Looks through the store after a batch, as the next process would find it, and signs in again what needs it.</summary>
internal sealed class Audit(TortureWorld world, KillCounts counts)
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, long> _before = new(StringComparer.Ordinal);

    /// <summary>The store is another one from now on.</summary>
    public void Forget() => _before.Clear();

    public async Task RunAsync(int batch, Victim[] victims)
    {
        WorkerLine[] lines = [.. victims.SelectMany(victim => victim.Lines)];
        JudgeFailures(batch, victims, lines);
        counts.TemporariesAfterKills += DirectoryFacts.Temporaries(world.Root).Count;
        using AuthSession session = world.Open();
        foreach (string profile in OperationMix.Profiles)
        {
            var key = new ProfileKey(TortureWorld.Provider, profile);
            await CheckLockAsync(batch, key);
            await CheckProfileAsync(batch, session, key, victims, lines);
        }

        await CheckConfigAsync(batch, session);
        CheckFiles(batch);
    }

    private void JudgeFailures(int batch, Victim[] victims, WorkerLine[] lines)
    {
        foreach (WorkerLine line in lines.Where(line => line.Kind == LineKind.Failed))
        {
            // The others may have signed it out; and a kill may have cost the grant, which is judged once a profile.
            string error = line.Detail.Split(' ')[0];
            if (error is not (nameof(PrxAuthError.ProfileNotFound) or nameof(PrxAuthError.LoginRequired)))
            {
                counts.UnexpectedFailures++;
                Say(batch, line.ToString());
            }
        }

        foreach (string profile in lines.Where(IsLoginRequired).Select(line => line.Profile).Distinct())
        {
            JudgeNeedOfLogin(batch, profile, victims, lines.First(line => IsLoginRequired(line) && line.Profile == profile).Detail);
        }
    }

    private static bool IsLoginRequired(WorkerLine line) =>
        line.Kind == LineKind.Failed && line.Detail.StartsWith(nameof(PrxAuthError.LoginRequired), StringComparison.Ordinal);

    private void JudgeNeedOfLogin(int batch, string profile, Victim[] victims, string why)
    {
        Operation[] killedIn = [.. victims.Select(victim => victim.KilledIn).Where(at => at?.Profile == profile).Select(at => at!.Operation)];
        if (killedIn.Contains(Operation.Refresh))
        {
            counts.LoginsLostByRefresh++;
            return;
        }

        if (killedIn.Contains(Operation.Logout))
        {
            counts.LoginsLostByLogout++;
            return;
        }

        counts.UnexplainedLogins++;
        Say(batch, $"{profile} needs a sign-in that no kill explains: {why}");
        foreach (Victim victim in victims)
        {
            Say(batch, "  " + string.Join("; ", victim.Lines.Where(line => line.Profile == profile)));
        }
    }

    private async Task CheckLockAsync(int batch, ProfileKey key)
    {
        using FileCredentialStore store = world.OpenStore();
        try
        {
            using ICredentialSection section = await store.EnterAsync(key, s_second, CancellationToken.None);
        }
        catch (PrxAuthException e)
        {
            counts.StuckLocks++;
            Say(batch, e.Message);
        }
    }

    private async Task CheckProfileAsync(int batch, AuthSession session, ProfileKey key, Victim[] victims, WorkerLine[] lines)
    {
        WorkerLine[] own = [.. lines.Where(line => line.Profile == key.Profile)];
        bool wasSignedOut = own.Any(line => line.Operation == Operation.Logout);
        Credential? found = null;
        try
        {
            using FileCredentialStore store = world.OpenStore();
            found = await store.ReadAsync(key, CancellationToken.None);
        }
        catch (PrxAuthException e)
        {
            counts.Unreadable++;
            Say(batch, e.Message);
        }

        long confirmed = own.Where(line => line.Kind == LineKind.Done)
            .Select(line => long.Parse(line.Detail, CultureInfo.InvariantCulture))
            .Append(_before.GetValueOrDefault(key.Profile)).Max();
        if (!wasSignedOut && confirmed > 0 && (found?.Generation ?? 0) < confirmed)
        {
            bool isGone = found is null;
            counts.Vanished += isGone ? 1 : 0;
            counts.WentBack += isGone ? 0 : 1;
            Say(batch, $"{key} is at generation {found?.Generation}, and {confirmed} was confirmed.");
        }

        bool isKnown = own.Any(IsLoginRequired);
        _before[key.Profile] = (await WriteNextAsync(batch, session, key, found, isKnown, victims)).Generation;
    }

    private async Task<Credential> WriteNextAsync(
        int batch, AuthSession session, ProfileKey key, Credential? found, bool isKnown, Victim[] victims)
    {
        if (found is not null)
        {
            bool isInDoubt = !found.NeedsLogin && found.RenewalSentAt is not null;
            counts.FoundInDoubt += isInDoubt ? 1 : 0;
            try
            {
                Credential renewed = await session.Tokens.RenewAsync(session.Profiles.Select(key.Provider, key.Profile), CancellationToken.None);
                counts.DoubtsResolved += isInDoubt ? 1 : 0;
                return renewed;
            }
            catch (PrxAuthException e) when (e.Error == PrxAuthError.LoginRequired)
            {
                counts.DoubtsConfirmed += isInDoubt ? 1 : 0;
                if (!found.NeedsLogin && !isInDoubt)
                {
                    counts.FalselyValid++;
                    Say(batch, $"{key} looked valid and was not: {e.Message}");
                }

                if (!isKnown)
                {
                    JudgeNeedOfLogin(batch, key.Profile, victims, e.Message);
                }
            }
        }

        return await TortureWorld.SignInAsync(session, key.Profile);
    }

    private async Task CheckConfigAsync(int batch, AuthSession session)
    {
        try
        {
            AuthConfiguration.Load(world.ConfigFile);
            string text = await File.ReadAllTextAsync(world.ConfigFile);
            if (DirectoryFacts.WithoutActiveProfile(text) != world.ConfigText)
            {
                counts.BrokenConfigs++;
                Say(batch, "The config file was changed elsewhere than at auth_profile.");
            }

            string next = OperationMix.Profiles.First(profile => !text.Contains($"\"{profile}\"", StringComparison.Ordinal));
            await new ConfigurationEditor(session.Paths.ConfigurationLock).SetAuthProfileAsync(world.ConfigFile, TortureWorld.Provider, next)
                .WaitAsync(s_second);
        }
        catch (PrxAuthException e)
        {
            counts.BrokenConfigs++;
            Say(batch, e.Message);
        }
        catch (TimeoutException)
        {
            counts.StuckLocks++;
            Say(batch, "The lock of the config file was not free.");
        }
    }

    private void CheckFiles(int batch)
    {
        IReadOnlyList<string> left = DirectoryFacts.Temporaries(world.Root);
        counts.TemporariesAfterWrites += left.Count;
        foreach (string file in left)
        {
            Say(batch, $"'{Path.GetRelativePath(world.Root, file)}' outlived the next write.");
            File.Delete(file);
        }

        counts.DamagedFiles += DirectoryFacts.TakeDamaged(world.Root);
        counts.OpenFiles += DirectoryFacts.OpenToOthers(world.DataHome);
    }

    private static void Say(int batch, string what) => Console.WriteLine($"  batch {batch}: {what}");
}
