using PrxAuth.Core.Profiles;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Support;

/// <summary>Worlds in which every emulated provider is configured with a client that may do all the provider offers.</summary>
internal static class ProviderWorlds
{
    /// <summary>The area that plays a provider.</summary>
    public static SimulatorArea AreaOf(string provider) => provider switch
    {
        "github" or "github-copilot" => SimulatorArea.GitHub,
        "google-gemini" => SimulatorArea.Google,
        "microsoft" => SimulatorArea.Entra,
        "gitlab" => SimulatorArea.GitLab,
        "huggingface" => SimulatorArea.HuggingFace,
        _ => SimulatorArea.Oidc,
    };

    /// <summary>Starts a world with every provider: those of the simulator's config, GitHub with an OAuth app of one's own, and
    /// <c>builds</c>, an OAuth 2.0 provider that is known by its endpoints alone.</summary>
    public static async Task<SimulatedWorld> StartAsync(SimulatorOptions? options = null)
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync(options);
        string root = world.Server.BaseAddress.AbsoluteUri;
        world.WriteConfig(world.Server.CreateFullConfigToml() + $"""

            [providers.builds]
            authorization_endpoint = "{root}connect/authorize"
            token_endpoint = "{root}connect/token"
            device_authorization_endpoint = "{root}connect/device"
            revocation_endpoint = "{root}connect/revoke"
            account_endpoint = "{root}connect/userinfo"
            client_id = "{SimulatorClients.Cli}"
            scopes = ["openid", "profile", "email", "offline_access"]

            """);
        AddTo(world, "github", $"""
            client_id = "{SimulatorClients.GitHubCli}"
            client_secret = "{SimulatorClients.GitHubSecret}"
            flows = ["device-code", "browser", "paste", "token"]
            """);
        return world;
    }

    /// <summary>Adds keys to a provider's table.</summary>
    public static void AddTo(SimulatedWorld world, string provider, string keys) => world.EditConfig(text =>
        text.Replace($"[providers.{provider}]\n", $"[providers.{provider}]\n{keys}\n", StringComparison.Ordinal));

    /// <summary>Signs a profile out.</summary>
    public static Task<Core.Tokens.RevocationResult?> SignOutAsync(SimulatedWorld world, ProfileKey key) =>
        world.Session.SignOut.SignOutAsync(
            key, world.Session.Profiles.Select(key.Provider, key.Profile).Provider, localOnly: false, TestContext.Current.CancellationToken);

    /// <summary>A person who signs in with a browser elsewhere and pastes the last address.</summary>
    public static ScriptedPerson Pasting() => new()
    {
        Paste = static async (address, _) => (await HttpBrowser.FindRedirectAsync(address)).AbsoluteUri,
    };
}
