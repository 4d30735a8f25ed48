using System.Runtime.InteropServices;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Flows.Browsing;
using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Diagnosis;

/// <summary>What runs where, and which way a sign-in would take here.</summary>
internal sealed class EnvironmentCheck(AuthPaths paths, Func<string, string?> environment) : IDiagnosticCheck
{
    private const string AnyPage = "https://example.com";

    public FindingArea Area => FindingArea.Environment;

    public string Name => FindingNames.Version;

    public IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken) => Look().ToAsyncEnumerable();

    private IEnumerable<Finding> Look()
    {
        yield return Finding.Ok(
            Area,
            FindingNames.Version,
            $"PrxAuth {ProviderHttp.ProductVersion()} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription} "
                + $"({RuntimeInformation.RuntimeIdentifier}).");
        yield return Finding.Ok(
            Area, FindingNames.Paths, $"The config file is '{paths.ConfigurationFile}', the secrets store '{paths.SecretsDirectory}'.");
        yield return LookForBrowser();
    }

    private Finding LookForBrowser()
    {
        BrowserAvailability browser = SignInEnvironment.Detect(environment);
        if (browser.IsAutomation)
        {
            return Finding.Ok(
                Area, FindingNames.SignInFlow, $"{browser.Reason} Only client credentials and given tokens work without a person.");
        }

        if (!browser.IsAvailable)
        {
            return Finding.Ok(
                Area, FindingNames.SignInFlow, $"{browser.Reason} A sign-in shows a device code, or asks for the address that a browser ended at.");
        }

        IReadOnlyList<BrowserCommand> commands = BrowserCommands.For(HostPlatforms.Current, environment, AnyPage);
        bool canOpen = commands.Count == 0 || commands.Any(
            command => ProgramPath.Find(command.Program, environment("PATH"), OperatingSystem.IsWindows()) is not null);
        return canOpen
            ? Finding.Ok(Area, FindingNames.SignInFlow, $"{browser.Reason} A sign-in opens the browser.")
            : Finding.Warning(
                Area,
                FindingNames.SignInFlow,
                $"{browser.Reason} But {string.Join(" and ", commands.Select(command => $"'{command.Program}'"))} cannot be found, so no page opens by itself.",
                "Set BROWSER to a command that opens pages, or sign in with -DeviceCode.",
                "BROWSER");
    }
}
