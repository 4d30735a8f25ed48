using System.Text.RegularExpressions;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Storage;

namespace PrxAuth.Core.Diagnosis;

/// <summary>What tells that this is a container. Each sign is missing somewhere: containerd leaves no file, a cgroup namespace no name.</summary>
internal static partial class ContainerSigns
{
    private const string ControlGroups = "/proc/self/cgroup";

    /// <summary>The first sign; null where there is none.</summary>
    internal static string? First(Func<string, string?> environment) =>
        SignInEnvironment.ContainerSign(environment, File.Exists)
        ?? (InControlGroups() ? ControlGroups : null);

    /// <summary>Whether the control groups of a process are those that a container runtime makes.</summary>
    internal static bool IsContainer(string controlGroups) => Runtime().IsMatch(controlGroups);

    private static bool InControlGroups()
    {
        try
        {
            return File.Exists(ControlGroups) && IsContainer(File.ReadAllText(ControlGroups));
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            return false;
        }
    }

    // A name of its own in the path: the service of a runtime, "docker.service", is no container.
    [GeneratedRegex(@"/(docker|lxc|libpod|kubepods|garden)[/-]|/kubepods\.slice/|/docker-[0-9a-f]{64}\.scope|/cri-containerd-", RegexOptions.CultureInvariant)]
    private static partial Regex Runtime();
}
