using System.Runtime.CompilerServices;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Storage.Files;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>Looks at everything that goes wrong in the field, and changes nothing.</summary>
public sealed class DiagnosisService
{
    // Longer than the deadline of one request, so that the request's own failure, which says more, comes first.
    private static readonly TimeSpan s_limit = ProviderHttp.Deadline + TimeSpan.FromSeconds(5);

    private readonly AuthPaths _paths;
    private readonly CatalogSource _catalog;
    private readonly ICredentialStore _store;
    private readonly KeySourceOptions? _keys;
    private readonly ProfileService _profiles;
    private readonly ProviderHttp _http;
    private readonly MetadataClient _metadata;
    private readonly Func<string, string?> _environment;
    private readonly TimeProvider _time;

    /// <param name="paths">Where config and store lie.</param>
    /// <param name="catalog">The config and the providers.</param>
    /// <param name="store">The profiles.</param>
    /// <param name="keys">Where the key of the sealed files comes from; null where the store is not one of files.</param>
    /// <param name="profiles">Describes profiles.</param>
    /// <param name="http">Talks to providers.</param>
    /// <param name="metadata">Reads their metadata.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="time">The clock.</param>
    internal DiagnosisService(
        AuthPaths paths, CatalogSource catalog, ICredentialStore store, KeySourceOptions? keys, ProfileService profiles, ProviderHttp http,
        MetadataClient metadata, Func<string, string?> environment, TimeProvider time)
    {
        _paths = paths;
        _catalog = catalog;
        _store = store;
        _keys = keys;
        _profiles = profiles;
        _http = http;
        _metadata = metadata;
        _environment = environment;
        _time = time;
    }

    /// <summary>Looks, and gives what each look found as it comes, always in the same order. What goes wrong with one look is a finding and
    /// ends no other.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProviderUnknown"/> or <see cref="PrxAuthError.ProviderIncomplete"/>: a
    /// provider that was named.</exception>
    public async IAsyncEnumerable<Finding> RunAsync(DiagnosisOptions options, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        CatalogSnapshot? snapshot = TrySnapshot();
        ProviderDefinition[]? named = options.Providers is { } names && snapshot is not null
            ? [.. names.Select(snapshot.Catalog.Resolve).DistinctBy(provider => provider.Name)]
            : null;
        ProviderDefinition[] wanted = snapshot is null ? [] : named ?? [.. Wanted(snapshot, options)];

        // The providers are asked while the rest is looked at: they take longest.
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task<IReadOnlyList<Finding>>[] asking = [.. wanted.Select(provider => RunAsync(
            new ProviderCheck(provider, _store, _http, _metadata, _environment, _time, options.Offline), stopping.Token))];
        try
        {
            foreach (IDiagnosticCheck check in LocalChecks(snapshot?.Configuration.RedirectPort ?? 0, wanted, named))
            {
                foreach (Finding finding in await RunAsync(check, cancellationToken).ConfigureAwait(false))
                {
                    yield return finding;
                }
            }

            if (snapshot is null)
            {
                yield return Finding.Skipped(
                    FindingArea.Provider, FindingNames.ProviderEndpoint, "No provider was asked: the config file cannot be used.");
            }

            foreach (Task<IReadOnlyList<Finding>> asked in asking)
            {
                foreach (Finding finding in await asked.ConfigureAwait(false))
                {
                    yield return finding;
                }
            }
        }
        finally
        {
            await stopping.CancelAsync().ConfigureAwait(false);
        }
    }

    private IEnumerable<IDiagnosticCheck> LocalChecks(int redirectPort, ProviderDefinition[] wanted, ProviderDefinition[]? named)
    {
        yield return new EnvironmentCheck(_paths, _environment);
        yield return new ConfigurationCheck(_catalog);
        if (_keys is not null)
        {
            var files = new ProfilePaths(_paths.SecretsDirectory);
            yield return new StoreDirectoryCheck(files.Root);
            yield return new StoreFilesCheck(files, _time);
            yield return new StoreKeyCheck(files, _keys, ContainerSigns.First(_environment), _time);
            yield return new LockSupportCheck(files.Root, _environment);
            yield return new HeldLocksCheck(files);
        }

        yield return new ProfilesCheck(
            _store,
            _profiles,
            _catalog,
            _time,
            provider => named is null || named.Any(one => one.Name.Equals(provider, StringComparison.OrdinalIgnoreCase)),
            storeIsChecked: _keys is not null);
        yield return new LoopbackCheck(_environment, _time);
        yield return new RedirectPortCheck(redirectPort, wanted);
        yield return new ProxyCheck(_environment, HttpClient.DefaultProxy);
        yield return new ProxyExceptionsCheck(_environment, HttpClient.DefaultProxy);
        yield return new CertificateCheck(_environment);
    }

    private IEnumerable<ProviderDefinition> Wanted(CatalogSnapshot snapshot, DiagnosisOptions options)
    {
        HashSet<string> used = new(StringComparer.OrdinalIgnoreCase);
        try
        {
            used.UnionWith(_profiles.ListKeys(null).Select(key => key.Provider));
        }
        catch (PrxAuthException)
        {
            // Why the store cannot be listed is a finding of its own.
        }

        return snapshot.Catalog.Providers.Where(
            provider => options.AllProviders || provider.Origin != ProviderOrigin.BuiltIn || used.Contains(provider.Name));
    }

    private CatalogSnapshot? TrySnapshot()
    {
        try
        {
            CatalogSnapshot snapshot = _catalog.Current();
            _ = snapshot.Catalog;
            return snapshot;
        }
        catch (PrxAuthException)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<Finding>> RunAsync(IDiagnosticCheck check, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(s_limit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        CancellationToken stop = either.Token;
        var findings = new List<Finding>();
        try
        {
            // Not on this thread: a file system that hangs cannot be interrupted, only left.
            await Task.Run(() => CollectAsync(check, findings, stop), CancellationToken.None).WaitAsync(stop).ConfigureAwait(false);
            return findings;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return
            [
                Finding.Failed(
                    check.Area, check.Name, $"The look at it took longer than {s_limit.TotalSeconds:0} seconds.",
                    "Check the disk, the file system and the network it depends on."),
            ];
        }
        catch (PrxAuthException e)
        {
            return [.. findings, Finding.Failed(check.Area, check.Name, e)];
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            return [.. findings, Finding.Failed(check.Area, check.Name, $"It cannot be looked at: {e.Message}", "Check that you may read it.")];
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            // A foreign message may quote what it choked on, and that may be a secret: only its kind is told.
            return
            [
                .. findings,
                Finding.Failed(
                    check.Area, check.Name, $"The look at it failed unexpectedly: {e.GetType().Name}.", "This is a defect of PrxAuth; please report it."),
            ];
        }
    }

    private static async Task CollectAsync(IDiagnosticCheck check, List<Finding> findings, CancellationToken stop)
    {
        await foreach (Finding finding in check.LookAsync(stop).ConfigureAwait(false))
        {
            findings.Add(finding);
        }
    }
}
