using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Torture.Killing;

/// <summary>Signs in, refreshes, signs out and sets the active profile until it is killed, and says so before and after each.</summary>
internal static class KillWorker
{
    public const string Verb = "kill-worker";

    public static async Task<int> RunAsync(int seed)
    {
        var random = new Random(seed);
        using AuthSession session = AuthSession.Open(new AuthSessionOptions { Browser = new TortureBrowser() });
        Task<string?> abandoned = Task.Run(Console.In.ReadLine);
        while (!abandoned.IsCompleted)
        {
            string profile = OperationMix.Profiles[random.Next(OperationMix.Profiles.Count)];
            Operation operation = OperationMix.Choose(random);
            if (await DoAsync(session, operation, profile) == PrxAuthError.LoginRequired)
            {
                await DoAsync(session, Operation.Login, profile);
            }
        }

        return 0;
    }

    private static async Task<PrxAuthError?> DoAsync(AuthSession session, Operation operation, string profile)
    {
        Console.WriteLine(new WorkerLine(LineKind.Begin, operation, profile, string.Empty));
        try
        {
            long generation = await RunAsync(session, operation, profile);
            Console.WriteLine(new WorkerLine(LineKind.Done, operation, profile, $"{generation}"));
            return null;
        }
        catch (PrxAuthException e)
        {
            Console.WriteLine(new WorkerLine(LineKind.Failed, operation, profile, $"{e.Error} {e.Message.ReplaceLineEndings(" ")}"));
            return e.Error;
        }
        catch (Exception e)
        {
            // Whatever else comes out of Core is a defect that the report must name.
            Console.WriteLine(new WorkerLine(LineKind.Failed, operation, profile, e.ToString().ReplaceLineEndings(" ")));
            return null;
        }
    }

    private static async Task<long> RunAsync(AuthSession session, Operation operation, string profile)
    {
        ProfileSelection selection = session.Profiles.Select(TortureWorld.Provider, profile);
        switch (operation)
        {
            case Operation.Refresh:
                return (await session.Tokens.RenewAsync(selection, CancellationToken.None)).Generation;
            case Operation.Login:
                return (await TortureWorld.SignInAsync(session, profile)).Generation;
            case Operation.Logout:
                await session.SignOut.SignOutAsync(selection.Key, selection.Provider, localOnly: false, CancellationToken.None);
                return 0;
            default:
                await new ConfigurationEditor(session.Paths.ConfigurationLock).SetAuthProfileAsync(
                    session.Paths.ConfigurationFile, TortureWorld.Provider, profile);
                return 0;
        }
    }
}
