namespace PrxAuth.Cli.Helpers;

/// <summary>What git tells a credential helper (git-credential(1), "Input/output format").</summary>
internal sealed record GitCredential
{
    public string? Protocol { get; private init; }

    public string? Host { get; private init; }

    public string? UserName { get; private init; }

    /// <summary>The secret that is stored or erased, under whichever of its two names.</summary>
    public string? Secret { get; private init; }

    /// <summary>Whether git understands <c>authtype</c> and <c>credential</c>.</summary>
    public bool KnowsAuthenticationTypes { get; private init; }

    /// <summary>Whether the server asked for a bearer token.</summary>
    public bool WantsBearer { get; private init; }

    /// <summary>Where the credential is for; null where that is not on the web.</summary>
    public Uri? Address => Protocol is "https" or "http" && Uri.TryCreate($"{Protocol}://{Host}/", UriKind.Absolute, out Uri? address) && address.UserInfo.Length == 0
        ? address
        : null;

    /// <summary>Reads the lines. Unknown keys are left alone, as the protocol asks for.</summary>
    public static GitCredential Parse(IEnumerable<string> lines)
    {
        var credential = new GitCredential();
        foreach (string line in lines)
        {
            int equals = line.IndexOf('=', StringComparison.Ordinal);
            string value = line[(equals + 1)..];
            credential = (equals < 0 ? string.Empty : line[..equals]) switch
            {
                "protocol" => credential with { Protocol = value },
                "host" => credential with { Host = value },
                "username" => credential with { UserName = value },
                "password" or "credential" => credential with { Secret = value },
                "capability[]" => credential with { KnowsAuthenticationTypes = value == "authtype" || (value.Length > 0 && credential.KnowsAuthenticationTypes) },

                // An empty value begins the list anew.
                "wwwauth[]" => credential with { WantsBearer = IsBearer(value) || (value.Length > 0 && credential.WantsBearer) },
                _ => credential,
            };
        }

        return credential;
    }

    private static bool IsBearer(string challenge) => challenge.Split(' ', 2)[0].Equals("Bearer", StringComparison.OrdinalIgnoreCase);

    /// <summary>Keeps the secret out of whatever prints this.</summary>
    public override string ToString() => $"{Protocol}://{Host}";
}
