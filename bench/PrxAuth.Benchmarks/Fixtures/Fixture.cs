namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>
/// What benchmarks run on, made once and kept until the run ends: rows that are compared follow each other at once, and no row is
/// measured while the system still writes back the ten thousand files that were made for it.
/// </summary>
internal static class Fixture
{
    private static readonly Dictionary<int, TemporaryStore> s_stores = [];
    private static readonly Dictionary<int, MsalFileCache> s_msal = [];

    public static TemporaryStore Store(int profiles)
    {
        if (!s_stores.TryGetValue(profiles, out TemporaryStore? store))
        {
            s_stores[profiles] = store = new TemporaryStore(profiles);
            WriteBack.Wait();
        }

        return store;
    }

    public static async Task<MsalFileCache> MsalAsync(int accounts)
    {
        if (!s_msal.TryGetValue(accounts, out MsalFileCache? cache))
        {
            s_msal[accounts] = cache = await MsalFileCache.CreateAsync(accounts);
            WriteBack.Wait();
        }

        return cache;
    }

    /// <summary>Deletes everything.</summary>
    public static void DisposeAll()
    {
        foreach (IDisposable fixture in (IEnumerable<IDisposable>)[.. s_stores.Values, .. s_msal.Values])
        {
            fixture.Dispose();
        }

        s_stores.Clear();
        s_msal.Clear();
    }
}
