using PrxAuth.Cli.Commands;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Cli.Helpers;

/// <summary>
/// A <c>credential_process</c> of AWS. An OAuth token is none of AWS's credentials: it is exchanged for those of a role, which trusts the
/// token's issuer.
/// </summary>
internal sealed class AwsHelper(CommandContext context)
{
    private const int LongestSessionName = 64;

    private readonly HelperLogin _login = new(context);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        HelperArguments asked = context.Arguments.Helper!;
        ProfileSelection selection = _login.Named();
        string name = asked.SessionName ?? $"{selection.Key.Provider}-{selection.Key.Profile}";
        var role = new RoleRequest
        {
            RoleArn = asked.RoleArn!,
            SessionName = name.Length > LongestSessionName ? name[..LongestSessionName] : name,
            Duration = asked.Duration,
            Endpoint = Endpoint(asked),
        };
        RoleCredentials credentials = await context.Session.WebIdentity.AssumeRoleAsync(
            role, await GetAsync(selection, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        context.FrontEnd.EmitText(HelperJson.Object(json =>
        {
            json.WriteNumber("Version", 1);
            json.WriteString("AccessKeyId", credentials.AccessKeyId);
            json.WriteString("SecretAccessKey", credentials.SecretAccessKey.Reveal());
            json.WriteString("SessionToken", credentials.SessionToken.Reveal());
            json.WriteString("Expiration", JsonText.Time(credentials.Expiration));
        }));
        return ExitStatus.Done;
    }

    // AWS checks who somebody is, which is what an id_token says. Where there is none, the access token has to do: it must be a JSON Web Token.
    private async Task<Secret> GetAsync(ProfileSelection selection, CancellationToken cancellationToken)
    {
        Credential credential = await _login.GetAsync(selection, cancellationToken).ConfigureAwait(false);
        return credential.Tokens.IdToken is null
            ? credential.UsableToken
            : (await context.Session.IdentityTokens.GetAsync(
                selection, credential, context.Arguments.MinimumValidity, cancellationToken).ConfigureAwait(false)).Token;
    }

    private Uri Endpoint(HelperArguments asked)
    {
        Func<string, string?> environment = context.Session.Environment;
        if (asked.StsEndpoint is { } given)
        {
            return given;
        }

        if (Uri.TryCreate(environment("AWS_ENDPOINT_URL_STS"), UriKind.Absolute, out Uri? configured))
        {
            return configured;
        }

        string? region = new[] { asked.Region, environment("AWS_REGION"), environment("AWS_DEFAULT_REGION") }.FirstOrDefault(text => !string.IsNullOrEmpty(text));
        string domain = asked.RoleArn!.StartsWith("arn:aws-cn:", StringComparison.Ordinal) ? "amazonaws.com.cn" : "amazonaws.com";
        return new Uri(region is null ? $"https://sts.{domain}/" : $"https://sts.{Uri.EscapeDataString(region)}.{domain}/");
    }
}
