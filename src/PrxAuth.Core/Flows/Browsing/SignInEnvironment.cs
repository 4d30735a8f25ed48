namespace PrxAuth.Core.Flows.Browsing;

/// <summary>
/// Finds out where this process runs. A browser that opens on another machine than the listener, or nowhere, costs the user minutes;
/// so the signs of that are looked for first, and <c>BROWSER</c> overrules them all.
/// </summary>
public static class SignInEnvironment
{
    private static readonly string[] RemoteShellVariables = ["SSH_CONNECTION", "SSH_TTY", "SSH_CLIENT"];

    // Workspaces whose editor runs elsewhere: it sets BROWSER to a helper where it can open pages at the person's desk.
    private static readonly string[] WorkspaceVariables = ["CODESPACES", "REMOTE_CONTAINERS"];

    // Shells in a browser, on a machine of the provider: ACC_CLOUD and AZUREPS_HOST_ENVIRONMENT are Azure's.
    private static readonly string[] CloudShellVariables = ["ACC_CLOUD", "GOOGLE_CLOUD_SHELL"];

    private const string RemoteEditorVariable = "VSCODE_IPC_HOOK_CLI";

    private static readonly string[] DisplayVariables = ["WAYLAND_DISPLAY", "DISPLAY"];

    private const string SudoVariable = "SUDO_USER";

    private const string KubernetesVariable = "KUBERNETES_SERVICE_HOST";

    private static readonly string[] ContainerFiles = ["/.dockerenv", "/run/.containerenv"];

    // The specific ones first: the reason then names the service and not only "CI".
    private static readonly string[] AutomationVariables =
    [
        "GITHUB_ACTIONS", "GITLAB_CI", "TF_BUILD", "JENKINS_URL", "TEAMCITY_VERSION", "BUILDKITE", "CIRCLECI", "TRAVIS", "APPVEYOR",
        "BITBUCKET_BUILD_NUMBER", "CODEBUILD_BUILD_ID", "CI",
    ];

    /// <summary>Decides whether a browser can be opened.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public static BrowserAvailability Detect(Func<string, string?> environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return Detect(environment, HostPlatforms.Current, File.Exists, Environment.UserInteractive);
    }

    internal static BrowserAvailability Detect(
        Func<string, string?> environment, HostPlatform platform, Func<string, bool> fileExists, bool userInteractive)
    {
        string? automation = FirstSet(environment, AutomationVariables);
        (bool isAvailable, string reason) = IsSet(environment, "BROWSER")
            ? (true, "BROWSER names the command that opens pages.")
            : automation is not null
                ? (false, $"This is an automated job ({automation} is set), so no browser is opened.")
                : Look(environment, platform, fileExists, userInteractive);
        return new BrowserAvailability(isAvailable, automation is not null, reason)
        {
            IsRemoteShell = FirstSet(environment, RemoteShellVariables) is not null,
        };
    }

    private static (bool IsAvailable, string Reason) Look(
        Func<string, string?> environment, HostPlatform platform, Func<string, bool> fileExists, bool userInteractive)
    {
        string? workspace = FirstSet(environment, WorkspaceVariables)
            ?? (IsSet(environment, RemoteEditorVariable) && !HostPlatforms.IsWsl(environment) ? RemoteEditorVariable : null);
        if (workspace is not null)
        {
            return (false, $"This is a remote workspace ({workspace} is set) without a helper that opens pages (BROWSER is not set).");
        }

        if (CloudShellSign(environment) is { } cloud)
        {
            return (false, $"This is a cloud shell ({cloud}), and its machine has no browser.");
        }

        if (FirstSet(environment, RemoteShellVariables) is { } remote)
        {
            return (false, FirstSet(environment, DisplayVariables) is { } forwarded && platform == HostPlatform.Linux
                ? $"This is a remote shell ({remote} is set); a browser is opened over the forwarded display ({forwarded}) only where BROWSER names it."
                : $"This is a remote shell ({remote} is set), and a browser on this machine would not be in front of you.");
        }

        if (platform != HostPlatform.Windows && IsSet(environment, SudoVariable))
        {
            return (false, $"This runs under sudo ({SudoVariable} is set), and the desktop and its browser belong to another user.");
        }

        return platform switch
        {
            HostPlatform.Windows => LookOnWindows(environment, fileExists, userInteractive),
            HostPlatform.MacOS => (true, "This is a local session on macOS."),
            _ => LookOnLinux(environment, fileExists),
        };
    }

    private static (bool IsAvailable, string Reason) LookOnWindows(
        Func<string, string?> environment, Func<string, bool> fileExists, bool userInteractive)
    {
        if (!userInteractive)
        {
            return (false, "This is a Windows service session without a desktop.");
        }

        string? root = environment("SystemRoot");
        return !string.IsNullOrEmpty(root) && !fileExists($@"{root}\explorer.exe")
            ? (false, "This Windows has no desktop (Server Core or a container).")
            : (true, "This is a local session on Windows.");
    }

    private static string? CloudShellSign(Func<string, string?> environment) =>
        FirstSet(environment, CloudShellVariables) is { } set ? $"{set} is set"
        : Names(environment, "AZUREPS_HOST_ENVIRONMENT", "cloud-shell") ? "AZUREPS_HOST_ENVIRONMENT names it"
        : Names(environment, "AWS_EXECUTION_ENV", "CloudShell") ? "AWS_EXECUTION_ENV names it"
        : null;

    private static bool Names(Func<string, string?> environment, string variable, string sign) =>
        environment(variable)?.Contains(sign, StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>What tells that this is a container; null where nothing does.</summary>
    internal static string? ContainerSign(Func<string, string?> environment, Func<string, bool> fileExists) =>
        IsSet(environment, "container") ? "the variable container is set"
        : ContainerFiles.FirstOrDefault(fileExists) is { } file ? file
        : IsSet(environment, KubernetesVariable) ? $"{KubernetesVariable} is set"
        : null;

    private static (bool IsAvailable, string Reason) LookOnLinux(Func<string, string?> environment, Func<string, bool> fileExists)
    {
        if (ContainerSign(environment, fileExists) is { } container)
        {
            return (false, $"This is a container ({container}), and the browser of the host cannot be opened from it.");
        }

        if (HostPlatforms.IsWsl(environment))
        {
            return (true, "This is WSL, and the browser of Windows can be opened.");
        }

        return FirstSet(environment, DisplayVariables) is { } display
            ? (true, $"This is a local desktop session ({display} is set).")
            : (false, "There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).");
    }

    private static string? FirstSet(Func<string, string?> environment, string[] names) =>
        names.FirstOrDefault(name => IsSet(environment, name));

    private static bool IsNo(string value) => value == "0" || value.Equals("false", StringComparison.OrdinalIgnoreCase);

    private static bool IsSet(Func<string, string?> environment, string name) =>
        environment(name) is { } value && !string.IsNullOrWhiteSpace(value) && !IsNo(value);
}
