using PrxAuth.Cli.Grammar;

namespace PrxAuth.Cli.Helpers;

/// <summary>Finds what a helper lacks before anything is looked for.</summary>
internal static class HelperProblems
{
    public static void ThrowIfAny(HelperArguments helper, string? provider)
    {
        switch (helper)
        {
            case { Name: HelperName.Git or HelperName.Docker, Operation: null }:
                throw new UsageException("Which operation? The tool puts it behind the command.", "get, store or erase; for docker also list");
            case { Name: HelperName.Kubectl or HelperName.Aws or HelperName.NuGet, Operation: { } extra }:
                throw new UsageException($"'{extra}' is one word too many.", "See: prx auth helper --help");
            case { Name: HelperName.Kubectl or HelperName.Aws } when string.IsNullOrEmpty(provider):
                throw new UsageException("Which provider?", "Name it with --provider: there is no host to tell it by.");
            case { Name: HelperName.Aws, RoleArn: null }:
                throw new UsageException("Which role?", "For example: --role-arn arn:aws:iam::123456789012:role/deploy");
            case { Name: HelperName.Npm } when !Uri.TryCreate(helper.Operation, UriKind.Absolute, out Uri? registry) || !registry.Scheme.StartsWith("http", StringComparison.Ordinal):
                throw new UsageException("Which registry?", "For example: prx auth helper npm https://npm.example.com/");
        }
    }
}
