using PrxAuth.Cli.Commands;

namespace PrxAuth.Cli.Helpers;

/// <summary><c>helper</c>: hands a login to another tool, in that tool's own protocol.</summary>
internal static class HelperCommand
{
    public static Task<int> RunAsync(CommandContext context, CancellationToken cancellationToken) => context.Arguments.Helper!.Name switch
    {
        HelperName.Git => new GitHelper(context).RunAsync(cancellationToken),
        HelperName.Docker => new DockerHelper(context).RunAsync(cancellationToken),
        HelperName.Kubectl => new KubectlHelper(context).RunAsync(cancellationToken),
        HelperName.Aws => new AwsHelper(context).RunAsync(cancellationToken),
        HelperName.Npm => new NpmHelper(context).RunAsync(cancellationToken),
        _ => new NuGetPlugin(context).RunAsync(cancellationToken),
    };
}
