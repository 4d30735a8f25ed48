using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>A login of another tool, as it was found in that tool's files.</summary>
internal sealed record ForeignLogin
{
    /// <summary>The provider, by a name or alias of ours where there is one.</summary>
    public required string Provider { get; init; }

    /// <summary>The host it is for, where the tool keeps logins by host.</summary>
    public string? Host { get; init; }

    /// <summary>What the profile is to be called.</summary>
    public required string Profile { get; init; }

    /// <summary>Who signed in, where the tool's files tell.</summary>
    public string? Account { get; init; }

    /// <summary>The account's stable identifier, where they tell.</summary>
    public string? Subject { get; init; }

    /// <summary>The client the tokens were issued to; null: the provider's own.</summary>
    public string? ClientId { get; init; }

    /// <summary>The tokens; null where they are not in the tool's files.</summary>
    public TokenSet? Tokens { get; init; }

    /// <summary>What the user should know, or, without tokens, why there are none.</summary>
    public string? Remark { get; init; }
}

/// <summary>A tool whose logins can be brought in.</summary>
internal interface ILoginSource
{
    /// <summary>The name users call it by.</summary>
    string Name { get; }

    /// <summary>Where the tool keeps its logins on this machine.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    string Locate(Func<string, string?> environment);

    /// <summary>Reads its logins; changes nothing.</summary>
    /// <param name="file">The file.</param>
    /// <param name="now">The time, for tokens that say only how long they last.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ImportSourceInvalid"/> says what is wrong, and where.</exception>
    IReadOnlyList<ForeignLogin> Read(SourceFile file, DateTimeOffset now);
}
