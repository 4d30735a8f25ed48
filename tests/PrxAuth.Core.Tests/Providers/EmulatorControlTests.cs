using System.Net;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>The switches of the provider emulators are there for people too.</summary>
public sealed class EmulatorControlTests
{
    [Fact]
    public async Task Every_scenario_can_be_switched_over_http()
    {
        await using SimulatorServer server = await SimulatorServer.StartAsync(ct: TestContext.Current.CancellationToken);

        await PostAsync(server, "openai?device=off&pending=404&usercode=on&ports=1455,1457&error_shape=top-level&refresh_refusal=reused"
            + "&sparse_refresh=on&another_account=on&missing_entitlement=on");
        await PostAsync(server, "anthropic?rate_limit=on&scope_required=on&refresh_token_expired=on");
        await PostAsync(server, "qwen?resource_url=none&dead_refresh_401=on&text_errors=on&rotates=off");
        await PostAsync(server, "minimax?wrong_state=on&seconds=on&resource_url=https://a.example/");

        OpenAiScenario openai = server.Control.OpenAI;
        Assert.Equal((false, true, true), (openai.DeviceFlow, openai.PendingIsNotFound, openai.UserCodeAlias));
        Assert.Equal([1455, 1457], openai.RedirectPorts);
        Assert.Equal((OpenAiErrorShape.TopLevel, OpenAiRefreshRefusal.Reused), (openai.ErrorShape, openai.RefreshRefusal));
        Assert.Equal((true, true, true), (openai.SparseRefresh, openai.AnotherAccount, openai.MissingEntitlement));
        AnthropicScenario anthropic = server.Control.Anthropic;
        Assert.Equal((true, true, true), (anthropic.RateLimit, anthropic.ScopeRequired, anthropic.RefreshTokenExpired));
        QwenScenario qwen = server.Control.Qwen;
        Assert.Equal((null, true, true, false), (qwen.ResourceUrl, qwen.DeadRefreshIsUnauthorized, qwen.TextErrors, qwen.Rotates));
        MiniMaxScenario minimax = server.Control.MiniMax;
        Assert.Equal((true, true, "https://a.example/"), (minimax.WrongState, minimax.Seconds, minimax.ResourceUrl));
        Assert.Contains("\"at-", await PostAsync(server, "openai/personal-token?user=bob"), StringComparison.Ordinal);

        await PostAsync(server, "openai?ports=any");
        Assert.Empty(openai.RedirectPorts);
        await PostAsync(server, "reset");
        Assert.Equal((true, false, true, false), (openai.DeviceFlow, anthropic.RateLimit, qwen.Rotates, minimax.WrongState));
    }

    private static async Task<string> PostAsync(SimulatorServer server, string command)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpResponseMessage response = await client.PostAsync(
            new Uri(server.BaseAddress, $"control/{command}"), content: null, TestContext.Current.CancellationToken);
        string body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.OK, body);
        return body;
    }
}
