using PrxAuth.Cli;
using PrxAuth.Core.Tests.Cli;
using PrxAuth.Core.Tests.Support;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>Runs helpers against a simulated world, as the other tool would: words, what it says, what it is answered.</summary>
internal static class HelperWorld
{
    /// <summary>What a helper answered.</summary>
    public sealed record Answer(int Status, string Output, RecordingFrontEnd FrontEnd);

    public static async Task<Answer> AskAsync(this SimulatedWorld world, string words, string input = "", AuthSession? session = null)
    {
        var frontEnd = new RecordingFrontEnd { Input = input };
        int status = await PrxCommand.RunAsync(["auth", "helper", .. words.Split(' ')], () => session ?? world.Session, frontEnd, SimulatedWorld.Cancellation);
        return new Answer(status, string.Join('\n', frontEnd.Texts), frontEnd);
    }

    /// <summary>Lets helpers answer for more hosts with the login of <c>corp</c>.</summary>
    public static void NameHosts(this SimulatedWorld world, params string[] hosts) => world.EditConfig(text => text.Replace(
        "[providers.corp]", $"[providers.corp]\nhelper_hosts = [{string.Join(", ", hosts.Select(host => $"\"{host}\""))}]", StringComparison.Ordinal));
}
