using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Providers;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>
/// The places that people sign in from, one a row, with what a provider that offers everything, one without device codes and one with a
/// browser alone come to there. <c>docs/authentication.md</c> has the same table in words.
/// </summary>
public sealed class WhereWeRunTests
{
    private const string Ssh = "SSH_CONNECTION=192.0.2.1 50000 192.0.2.2 22;SSH_TTY=/dev/pts/0";
    private const string Kubernetes = "KUBERNETES_SERVICE_HOST=10.0.0.1";
    private const string Helper = "BROWSER=/vscode/bin/helpers/browser.sh";

    [Theory]
    // The place, its system, its variables, its files: whether a browser opens, and what is said of it.
    [InlineData("local desktop, X11", "Linux", "DISPLAY=:0", "", true, "local desktop session (DISPLAY is set)")]
    [InlineData("local desktop, Wayland", "Linux", "WAYLAND_DISPLAY=wayland-0", "", true, "local desktop session (WAYLAND_DISPLAY is set)")]
    [InlineData("local desktop, macOS", "MacOS", "", "", true, "local session on macOS")]
    [InlineData("local desktop, Windows", "Windows", @"SystemRoot=C:\Windows", @"C:\Windows\explorer.exe", true, "local session on Windows")]
    [InlineData("SSH", "Linux", Ssh, "", false, "remote shell (SSH_CONNECTION is set)")]
    [InlineData("SSH with X11 forwarding", "Linux", Ssh + ";DISPLAY=localhost:10.0", "", false, "forwarded display (DISPLAY) only where BROWSER names it")]
    [InlineData("SSH with X11 forwarding and BROWSER", "Linux", Ssh + ";DISPLAY=localhost:10.0;BROWSER=firefox", "", true, "BROWSER names")]
    [InlineData("macOS over SSH", "MacOS", Ssh, "", false, "remote shell (SSH_CONNECTION is set)")]
    [InlineData("Windows over SSH", "Windows", @"SSH_CLIENT=a;SystemRoot=C:\Windows", @"C:\Windows\explorer.exe", false, "remote shell (SSH_CLIENT is set)")]
    [InlineData("WSL", "Linux", "WSL_DISTRO_NAME=Ubuntu", "", true, "WSL, and the browser of Windows")]
    [InlineData("WSL with an editor of Windows", "Linux", "WSL_INTEROP=/run/WSL/1_interop;VSCODE_IPC_HOOK_CLI=/tmp/v.sock", "", true, "WSL")]
    [InlineData("Docker", "Linux", "", "/.dockerenv", false, "container (/.dockerenv)")]
    [InlineData("Podman", "Linux", "container=podman", "/run/.containerenv", false, "container (the variable container is set)")]
    [InlineData("Podman without its variable", "Linux", "", "/run/.containerenv", false, "container (/run/.containerenv)")]
    [InlineData("Kubernetes", "Linux", Kubernetes, "", false, "container (KUBERNETES_SERVICE_HOST is set)")]
    [InlineData("Codespaces with its helper", "Linux", "CODESPACES=true;" + Helper, "/.dockerenv", true, "BROWSER names")]
    [InlineData("Codespaces without its helper", "Linux", "CODESPACES=true;SSH_CONNECTION=a", "/.dockerenv", false, "remote workspace (CODESPACES is set)")]
    [InlineData("dev container with its helper", "Linux", "REMOTE_CONTAINERS=true;" + Helper, "/.dockerenv", true, "BROWSER names")]
    [InlineData("dev container without its helper", "Linux", "REMOTE_CONTAINERS=true", "/.dockerenv", false, "remote workspace (REMOTE_CONTAINERS is set)")]
    [InlineData("VS Code remote with its helper", "Linux", Ssh + ";VSCODE_IPC_HOOK_CLI=/tmp/v.sock;" + Helper, "", true, "BROWSER names")]
    [InlineData("VS Code remote without its helper", "Linux", Ssh + ";VSCODE_IPC_HOOK_CLI=/tmp/v.sock", "", false, "workspace (VSCODE_IPC_HOOK_CLI is set)")]
    [InlineData("Azure Cloud Shell", "Linux", "ACC_CLOUD=PROD;AZUREPS_HOST_ENVIRONMENT=cloud-shell/1.0", "/.dockerenv", false, "cloud shell (ACC_CLOUD is set)")]
    [InlineData("Azure Cloud Shell by PowerShell's sign alone", "Linux", "AZUREPS_HOST_ENVIRONMENT=cloud-shell/1.0", "", false, "cloud shell (AZUREPS_HOST_ENVIRONMENT")]
    [InlineData("Google Cloud Shell", "Linux", "GOOGLE_CLOUD_SHELL=true;SSH_CONNECTION=a", "/.dockerenv", false, "cloud shell (GOOGLE_CLOUD_SHELL is set)")]
    [InlineData("AWS CloudShell", "Linux", "AWS_EXECUTION_ENV=CloudShell", "", false, "cloud shell (AWS_EXECUTION_ENV")]
    [InlineData("other work at AWS", "Linux", "AWS_EXECUTION_ENV=AWS_ECS_FARGATE;DISPLAY=:0", "", true, "local desktop session")]
    [InlineData("no display", "Linux", "TERM=xterm", "", false, "no display")]
    [InlineData("Windows Server Core", "Windows", @"SystemRoot=C:\Windows", "", false, "no desktop (Server Core or a container)")]
    [InlineData("Windows service", "Windows", "SERVICE=yes", @"C:\Windows\explorer.exe", false, "service session without a desktop")]
    [InlineData("sudo on Linux", "Linux", "SUDO_USER=ada;DISPLAY=:0", "", false, "under sudo (SUDO_USER is set)")]
    [InlineData("sudo on macOS, perhaps over SSH", "MacOS", "SUDO_USER=ada", "", false, "under sudo (SUDO_USER is set)")]
    public void The_flow_fits_the_place(string place, string platform, string variables, string file, bool opens, string reason)
    {
        BrowserAvailability here = Detect(platform, variables, file);
        Assert.False(here.IsAutomation, place);
        Assert.Contains(reason, here.Reason, StringComparison.Ordinal);

        Expect(opens ? SignInFlow.Browser : SignInFlow.DeviceCode, opens, SignInFlow.Browser, SignInFlow.DeviceCode, SignInFlow.Paste);
        Expect(opens ? SignInFlow.Browser : SignInFlow.Paste, opens, SignInFlow.Browser, SignInFlow.Paste);
        if (opens)
        {
            Expect(SignInFlow.Browser, true, SignInFlow.Browser);
            return;
        }

        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => Choose(here, SignInFlow.Browser));
        Assert.Equal(PrxAuthError.BrowserUnavailable, failure.Error);
        Assert.Contains(here.Reason, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Set BROWSER", failure.Recommendation, StringComparison.Ordinal);
        Assert.Contains("Connect-PrxAuth -Provider p", failure.Recommendation, StringComparison.Ordinal);

        void Expect(SignInFlow flow, bool open, params SignInFlow[] offered)
        {
            FlowChoice choice = Choose(here, offered);
            Assert.Equal((flow, open, here.Reason), (choice.Flow, choice.OpenBrowser, choice.Reason));
        }
    }

    [Theory]
    [InlineData("GitHub Actions", "CI=true;GITHUB_ACTIONS=true", "GITHUB_ACTIONS")]
    [InlineData("GitLab CI", "CI=true;GITLAB_CI=true", "GITLAB_CI")]
    [InlineData("Azure Pipelines", "TF_BUILD=True", "TF_BUILD")]
    [InlineData("Jenkins", "JENKINS_URL=https://jenkins.test/", "JENKINS_URL")]
    [InlineData("CI in a pod with a desktop's variables", "CI=1;DISPLAY=:99;" + Kubernetes, "CI")]
    public void In_an_automated_job_nobody_is_asked(string place, string variables, string named)
    {
        BrowserAvailability here = Detect("Linux", variables, string.Empty);

        Assert.True(here.IsAutomation, place);
        Assert.False(here.IsAvailable);
        Assert.Contains($"automated job ({named} is set)", here.Reason, StringComparison.Ordinal);
        Assert.False(Interactivity.Decide(Reader(variables), hasTerminal: true, isDeclaredNonInteractive: false));
    }

    [Theory]
    // Where, whether it is a shell over SSH, and what a chosen port leads to there.
    [InlineData("SSH", Ssh, true, SignInFlow.Paste)]
    [InlineData("SSH with X11 forwarding", Ssh + ";DISPLAY=localhost:10.0", true, SignInFlow.Paste)]
    [InlineData("SSH with BROWSER", Ssh + ";BROWSER=firefox", true, SignInFlow.Browser)]
    [InlineData("no display", "TERM=xterm", false, SignInFlow.DeviceCode)]
    public void A_port_that_is_chosen_over_ssh_is_one_to_forward(string place, string variables, bool isRemoteShell, SignInFlow expected)
    {
        BrowserAvailability here = Detect("Linux", variables, string.Empty);
        Assert.True(isRemoteShell == here.IsRemoteShell, place);
        ProviderDefinition provider = new() { Name = "p", DisplayName = "P", Flows = [SignInFlow.Browser, SignInFlow.DeviceCode, SignInFlow.Paste] };

        FlowChoice choice = Choose(provider, null);
        Assert.Equal(expected, choice.Flow);
        Assert.StartsWith(here.Reason, choice.Reason, StringComparison.Ordinal);
        Assert.Equal(expected == SignInFlow.Paste, choice.Reason.Contains("Port 8400 was chosen", StringComparison.Ordinal));

        // What was asked for stays, and where the provider shows the code on a page of its own nobody listens.
        Assert.Equal(SignInFlow.DeviceCode, Choose(provider, SignInFlow.DeviceCode).Flow);
        if (!here.IsAvailable)
        {
            ProviderDefinition paged = provider with { PasteRedirectUri = new Uri("https://provider.test/code") };
            Assert.Equal(SignInFlow.DeviceCode, Choose(paged, null).Flow);
        }

        FlowChoice Choose(ProviderDefinition from, SignInFlow? wanted) => FlowLadder.Choose(
            from, new SignInRequest { Provider = "p", Port = 8400, Flow = wanted }, here.IsAvailable, here.Reason, here.IsRemoteShell ? 8400 : null);
    }

    private static FlowChoice Choose(BrowserAvailability here, params SignInFlow[] offered) => FlowLadder.Choose(
        new ProviderDefinition { Name = "p", DisplayName = "P", Flows = offered },
        new SignInRequest { Provider = "p" },
        here.IsAvailable,
        here.Reason);

    private static BrowserAvailability Detect(string platform, string variables, string file) => SignInEnvironment.Detect(
        Reader(variables), Enum.Parse<HostPlatform>(platform), path => path == file, userInteractive: !variables.Contains("SERVICE=yes", StringComparison.Ordinal));

    private static Func<string, string?> Reader(string variables)
    {
        Dictionary<string, string> values = variables.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
        return name => values.GetValueOrDefault(name);
    }
}
