using System.Globalization;
using PrxAuth.Cli.Commands;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Helpers;

/// <summary>A credential helper of git (gitcredentials(7)).</summary>
internal sealed class GitHelper(CommandContext context)
{
    private readonly HelperLogin _login = new(context);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // What git stores is what it got from us, and operations that git invents later are to be ignored.
        if (context.Arguments.Helper!.Operation is not ("get" or "erase"))
        {
            return ExitStatus.Done;
        }

        GitCredential asked = GitCredential.Parse(await HelperInput.ReadLinesAsync(context.FrontEnd.OpenInput(), cancellationToken).ConfigureAwait(false));
        if (asked.Address is not { } address || _login.Find(address) is not { } selection)
        {
            return ExitStatus.Done;
        }

        if (context.Arguments.Helper.Operation == "erase")
        {
            await _login.NoteRefusedAsync(selection, asked.Secret, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            Credential credential = await _login.GetAsync(selection, cancellationToken).ConfigureAwait(false);
            context.FrontEnd.EmitText(string.Join('\n', Answer(asked, credential)));
        }

        return ExitStatus.Done;
    }

    // Most servers take the token as a password. Bearer is for those that ask for it, and a git that can send it (2.46 and up).
    private IEnumerable<string> Answer(GitCredential asked, Credential credential)
    {
        string token = credential.UsableToken.Reveal();
        IEnumerable<string> answer = asked is { KnowsAuthenticationTypes: true, WantsBearer: true }
            ? ["capability[]=authtype", "authtype=Bearer", $"credential={token}", "ephemeral=1"]
            : [$"username={_login.UserName(asked.UserName)}", $"password={token}"];
        return credential.ExpiresAt is { } expiry
            ? answer.Append(string.Create(CultureInfo.InvariantCulture, $"password_expiry_utc={expiry.ToUnixTimeSeconds()}"))
            : answer;
    }
}
