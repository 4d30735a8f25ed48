using System.Diagnostics;
using System.Runtime.CompilerServices;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using Xunit;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>
/// What another process does to a store. The test assembly is started again with a variable that says what to do; it does that before
/// anything of the test framework runs, and ends.
/// </summary>
internal static class StoreChild
{
    private const string Variable = "PRXAUTH_TEST_STORE_CHILD";
    private const char Separator = '|';

    internal const string Increment = "increment";
    internal const string Hold = "hold";
    internal const string Held = "held";

    /// <summary>Starts a child. Its standard output is redirected.</summary>
    /// <param name="fixture">Where its store lies.</param>
    /// <param name="action">What it does.</param>
    /// <param name="count">How often.</param>
    /// <param name="shellPrefix">What the shell does before.</param>
    /// <param name="frameworkLocks">Whether .NET locks files.</param>
    /// <param name="runner">A command that runs it, with its arguments.</param>
    internal static Process Start(
        StoreFixture fixture, string action, int count, string shellPrefix = "", bool frameworkLocks = true, string runner = "")
    {
        string assembly = typeof(StoreChild).Assembly.Location;
        ProcessStartInfo start = new("/bin/sh", ["-c", $"{shellPrefix} exec {runner} dotnet exec \"$0\" 2>&1", assembly])
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
        };
        start.Environment[Variable] = string.Join(Separator, action, fixture.StoreDirectory, fixture.MachineIdFile, count);
        start.Environment["DOTNET_SYSTEM_IO_DISABLEFILELOCKING"] = frameworkLocks ? "0" : "1";
        start.Environment["DOTNET_TieredPGO"] = "0";
        return Process.Start(start) ?? throw new InvalidOperationException("The child did not start.");
    }

    internal static async Task EndsWellAsync(Process child)
    {
        await child.WaitForExitAsync(StoreFixture.Cancellation);
        Assert.Equal(0, child.ExitCode);
    }

    [ModuleInitializer]
    internal static void RunIfAsked()
    {
        if (Environment.GetEnvironmentVariable(Variable)?.Split(Separator) is [var action, var directory, var machineIdFile, var count])
        {
            using (FileCredentialStore store = new(directory, StoreFixture.Keys(machineIdFile, null), TimeProvider.System))
            {
                Run(store, action, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
            }

            Environment.Exit(0);
        }
    }

    private static void Run(FileCredentialStore store, string action, int count)
    {
        for (int i = 0; i < count; i++)
        {
            using ICredentialSection section = Await(store.EnterAsync(StoreFixture.Work, StoreFixture.LongWait, CancellationToken.None));
            if (action == Hold)
            {
                Console.Out.WriteLine(Held);
                Console.In.ReadLine();
                return;
            }

            Credential current = Await(section.ReadAsync()) ?? StoreFixture.Sample(account: "0");
            int next = int.Parse(current.Account!, System.Globalization.CultureInfo.InvariantCulture) + 1;
            Await(section.WriteAsync(current with { Account = next.ToString(System.Globalization.CultureInfo.InvariantCulture) }));
        }
    }

    private static T Await<T>(ValueTask<T> task) => task.AsTask().GetAwaiter().GetResult();
}
