using Microsoft.Identity.Client;
using Microsoft.Identity.Client.Extensions.Msal;

namespace PrxAuth.Benchmarks.Fixtures;

/// <summary>An MSAL.NET client over the file cache of its own extensions, unprotected: nothing is decrypted.</summary>
internal sealed class MsalFileCache : IDisposable
{
    private const string CacheFile = "msal.cache";
    private static readonly string[] s_scopes = ["User.Read"];

    private readonly string _directory = Directory.CreateTempSubdirectory("prxauth-bench-msal-").FullName;
    private readonly StubAuthority _authority = new();
    private IPublicClientApplication _client = null!;
    private IAccount _account = null!;

    private MsalFileCache()
    {
    }

    public static async Task<MsalFileCache> CreateAsync(int accounts)
    {
        var cache = new MsalFileCache();
        await cache.SignInAsync(accounts);
        StorageCreationProperties storage = new StorageCreationPropertiesBuilder(CacheFile, cache._directory).WithUnprotectedFile().Build();
        MsalCacheHelper helper = await MsalCacheHelper.CreateAsync(storage);
        cache._client = cache.CreateClient();
        helper.RegisterCache(cache._client.UserTokenCache);
        IAccount[] found = [.. await cache._client.GetAccountsAsync()];
        cache._account = found.Length == accounts ? found[0] : throw new InvalidOperationException($"{found.Length} accounts were kept.");
        return cache;
    }

    /// <summary>A token that the cache holds; anything else would not be what is measured.</summary>
    public async Task<AuthenticationResult> AcquireAsync()
    {
        AuthenticationResult result = await _client.AcquireTokenSilent(s_scopes, _account).ExecuteAsync();
        return result.AuthenticationResultMetadata.TokenSource == TokenSource.Cache
            ? result
            : throw new InvalidOperationException("The token did not come from the cache.");
    }

    public void Dispose()
    {
        _authority.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    // Signs in with the cache in memory and writes the file once: with the file behind it, each sign-in would write all of it again.
    private async Task SignInAsync(int accounts)
    {
        IPublicClientApplication client = CreateClient();
        byte[] content = [];
        for (int i = 1; i <= accounts; i++)
        {
            if (i == accounts)
            {
                client.UserTokenCache.SetAfterAccess(args => content = args.TokenCache.SerializeMsalV3());
            }

            await client.AcquireTokenWithDeviceCode(s_scopes, _ => Task.CompletedTask).ExecuteAsync();
        }

        await File.WriteAllBytesAsync(Path.Join(_directory, CacheFile), content);
    }

    private IPublicClientApplication CreateClient() => PublicClientApplicationBuilder
        .Create("11111111-1111-1111-1111-111111111111")
        .WithAuthority("https://login.microsoftonline.com/" + StubAuthority.Tenant)
        .WithInstanceDiscovery(false)
        .WithHttpClientFactory(_authority)
        .Build();
}
