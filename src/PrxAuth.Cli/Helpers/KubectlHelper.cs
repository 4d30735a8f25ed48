using System.Text.Json;
using PrxAuth.Cli.Commands;
using PrxAuth.Cli.Grammar;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Cli.Helpers;

/// <summary>An exec credential plugin of Kubernetes (client.authentication.k8s.io).</summary>
internal sealed class KubectlHelper(CommandContext context)
{
    private const string Information = "KUBERNETES_EXEC_INFO";
    private const string Group = "client.authentication.k8s.io/";

    private readonly HelperLogin _login = new(context);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        string version = Version();
        (Secret token, DateTimeOffset? expiry) = await GetAsync(cancellationToken).ConfigureAwait(false);
        context.FrontEnd.EmitText(HelperJson.Object(json =>
        {
            json.WriteString("kind", "ExecCredential");
            json.WriteString("apiVersion", version);
            json.WriteStartObject("status");
            if (expiry is { } time)
            {
                json.WriteString("expirationTimestamp", JsonText.Time(time));
            }

            json.WriteString("token", token.Reveal());
            json.WriteEndObject();
        }));
        return ExitStatus.Done;
    }

    private async Task<(Secret Token, DateTimeOffset? Expiry)> GetAsync(CancellationToken cancellationToken)
    {
        if (context.Arguments.Helper!.UseIdToken)
        {
            IdentityToken identity = await context.Session.IdentityTokens.GetAsync(
                _login.Named(), context.Arguments.MinimumValidity, cancellationToken).ConfigureAwait(false);
            return (identity.Token, identity.ExpiresAt);
        }

        Credential credential = await _login.GetAsync(_login.Named(), cancellationToken).ConfigureAwait(false);
        return (credential.UsableToken, credential.ExpiresAt);
    }

    // The answer must have the version of the question. Who asks by hand asks none, and gets the stable one.
    private string Version()
    {
        string? asked = null;
        if (context.Session.Environment(Information) is { Length: > 0 } information)
        {
            try
            {
                using var document = JsonDocument.Parse(information);
                asked = document.RootElement.GetProperty("apiVersion").GetString();
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
            {
                throw new UsageException($"{Information} is not an ExecCredential.", "kubectl sets it; unset it to try the helper by hand.");
            }
        }

        return asked is null or Group + "v1" or Group + "v1beta1"
            ? asked ?? Group + "v1"
            : throw new UsageException($"{Information} asks for '{asked}'.", $"Write apiVersion: {Group}v1 into the exec section of the kubeconfig.");
    }
}
