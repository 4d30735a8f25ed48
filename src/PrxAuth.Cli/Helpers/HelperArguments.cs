using PrxAuth.Cli.Grammar;

namespace PrxAuth.Cli.Helpers;

/// <summary>The tools that a login can be handed to in their own words.</summary>
internal enum HelperName
{
    Git,
    Docker,
    Kubectl,
    Aws,
    Npm,
    NuGet,
}

/// <summary>What <c>prx auth helper</c> is asked for.</summary>
internal sealed record HelperArguments
{
    public required HelperName Name { get; init; }

    /// <summary>What the tool wants: <c>get</c>, <c>store</c>, a registry; null where its protocol has no such word.</summary>
    public string? Operation { get; init; }

    public string? UserName { get; init; }

    public bool UseIdToken { get; init; }

    public string? RoleArn { get; init; }

    public string? SessionName { get; init; }

    public TimeSpan? Duration { get; init; }

    public string? Region { get; init; }

    public Uri? StsEndpoint { get; init; }
}

/// <summary>The names of the helpers as they are written.</summary>
internal static class HelperNames
{
    public static IReadOnlyList<string> All { get; } = ["git", "docker", "kubectl", "aws", "npm", "nuget"];

    public static HelperName Parse(string? name) => name switch
    {
        "git" => HelperName.Git,
        "docker" => HelperName.Docker,
        "kubectl" => HelperName.Kubectl,
        "aws" => HelperName.Aws,
        "npm" => HelperName.Npm,
        "nuget" => HelperName.NuGet,
        null => throw new UsageException("Which tool asks?", $"One of: {string.Join(", ", All)}. See: prx auth helper --help"),
        _ => throw new UsageException(
            $"'{name}' is not a helper.{(NearestWord.Of(name, All) is { } nearest ? $" Did you mean '{nearest}'?" : string.Empty)}", $"Helpers are: {string.Join(", ", All)}."),
    };
}
