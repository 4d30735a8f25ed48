using System.Text.Json;
using PrxAuth.Cli.Commands;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Wire;

namespace PrxAuth.Cli.Helpers;

/// <summary>A credential helper of Docker (docker-credential-helpers). Docker reads failures from standard output.</summary>
internal sealed class DockerHelper(CommandContext context)
{
    // Docker compares with these words: others would be a failure of the helper, not a registry without a login.
    private const string NotFound = "credentials not found in native keychain";

    private readonly HelperLogin _login = new(context);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            return context.Arguments.Helper!.Operation switch
            {
                "get" => await GetAsync(await ReadAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
                "store" => Store(await ReadAsync(cancellationToken).ConfigureAwait(false)),
                "erase" => await EraseAsync(await ReadAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
                "list" => List(),
                "version" => Emit($"docker-credential-prx (PrxAuth) {ProviderHttp.ProductVersion()}"),
                var other => Fail($"'{other}' is not an operation of a credential helper."),
            };
        }
        catch (PrxAuthException e)
        {
            context.FrontEnd.EmitText(HelperLogin.Explain(e));
            throw;
        }
    }

    private async Task<int> GetAsync(string server, CancellationToken cancellationToken)
    {
        if (Find(server) is not { } selection)
        {
            return Fail(NotFound);
        }

        Credential credential = await _login.GetAsync(selection, cancellationToken).ConfigureAwait(false);
        return Emit(HelperJson.Object(json =>
        {
            json.WriteString("ServerURL", server);
            json.WriteString("Username", _login.UserName());
            json.WriteString("Secret", credential.UsableToken.Reveal());
        }));
    }

    // "docker login" stores what it was just given by us. Anything else has no place here, and pretending would lose it.
    private int Store(string credential)
    {
        try
        {
            using var document = JsonDocument.Parse(credential);
            return document.RootElement.GetProperty("ServerURL").GetString() is { } server && Find(server) is not null
                ? ExitStatus.Done
                : Fail("PrxAuth keeps no passwords of registries; sign in with prx auth login, and name the registry in helper_hosts.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return Fail("That is no credential.");
        }
    }

    private async Task<int> EraseAsync(string server, CancellationToken cancellationToken)
    {
        if (Find(server) is { } selection)
        {
            await _login.NoteRefusedAsync(selection, refused: null, cancellationToken).ConfigureAwait(false);
        }

        return ExitStatus.Done;
    }

    private int List()
    {
        IEnumerable<ProviderDefinition> providers = context.Arguments.Provider is null ? context.Snapshot.Catalog.Providers : [_login.Named().Provider];
        string[] hosts = [.. providers
            .Where(provider => provider.HelperHosts.Count > 0 && _login.IsSignedIn(context.Session.Profiles.Select(provider.Name, context.Arguments.Profile)))
            .SelectMany(provider => provider.HelperHosts).Distinct(StringComparer.OrdinalIgnoreCase)];
        return Emit(HelperJson.Object(json =>
        {
            foreach (string host in hosts)
            {
                json.WriteString(host, _login.UserName());
            }
        }));
    }

    // A registry is written with or without a scheme.
    private ProfileSelection? Find(string server)
    {
        string text = server.Contains("://", StringComparison.Ordinal) ? server : $"https://{server}";
        return Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Host.Length > 0 ? _login.Find(address) : null;
    }

    private async Task<string> ReadAsync(CancellationToken cancellationToken) =>
        string.Join('\n', await HelperInput.ReadLinesAsync(context.FrontEnd.OpenInput(), cancellationToken).ConfigureAwait(false)).Trim();

    private int Emit(string text)
    {
        context.FrontEnd.EmitText(text);
        return ExitStatus.Done;
    }

    private int Fail(string text)
    {
        context.FrontEnd.EmitText(text);
        return ExitStatus.Failed;
    }
}
