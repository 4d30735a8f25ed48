using BenchmarkDotNet.Attributes;
using Microsoft.Identity.Client;
using PrxAuth.Benchmarks.Fixtures;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Benchmarks.HotPaths;

/// <summary>A valid token for one of N accounts, from PrxAuth's store and from MSAL.NET's file cache.</summary>
public class BesideMsal
{
    private TemporaryStore _store = null!;
    private MsalFileCache _msal = null!;

    /// <summary>How many accounts are signed in.</summary>
    [Params(1, 100, 1_000)]
    public int Accounts { get; set; }

    [GlobalSetup]
    public async Task Open()
    {
        _store = Fixture.Store(Accounts);
        _msal = await Fixture.MsalAsync(Accounts);
    }

    [Benchmark(Baseline = true, Description = "PrxAuth: Select + GetAsync")]
    public object PrxAuth()
    {
        ProfileSelection selection = _store.Session.Profiles.Select(TemporaryStore.Provider, null);
        return Completed.Of(_store.Session.Tokens.GetAsync(selection, null, CancellationToken.None));
    }

    [Benchmark(Description = "MSAL.NET: AcquireTokenSilent")]
    public Task<AuthenticationResult> Msal() => _msal.AcquireAsync();
}
