using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Bound tokens, workloads and step-up in the engine.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public async Task A_bound_token_goes_to_the_api_with_its_proof()
    {
        await using World world = await CreateAsync();
        world.Control.Dpop.DemandNonce = false;
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync($$"""
            (Connect-PrxAuth corp-dpop).TokenType
            foreach ($method in 'GET', 'POST') {
                $headers = Get-PrxAuthToken corp-dpop -AsHeader -Uri '{{world.Simulator.BaseAddress}}api/dpop/me' -Method $method
                $headers.Authorization; $headers.DPoP
            }
            """);
        Assert.Equal("DPoP", result.Output[0].Text);
        Assert.Contains(SimulatorUser.All[0].Subject, await CallAsync(world, HttpMethod.Get, result.Output[1].Text, result.Output[2].Text), StringComparison.Ordinal);
        Assert.Contains("POST", await CallAsync(world, HttpMethod.Post, result.Output[3].Text, result.Output[4].Text), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_are_for_ordinary_profiles_too_and_a_bound_token_asks_where_it_goes()
    {
        await using World world = await CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("""
            $null = Connect-PrxAuth corp
            (Get-PrxAuthToken corp -AsHeader).Authorization -ceq "Bearer $(Get-PrxAuthToken corp -AsPlainText)"
            $null = Connect-PrxAuth corp-dpop
            try { Get-PrxAuthToken corp-dpop -AsHeader -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; "$($_.CategoryInfo.Category)" }
            """);
        Assert.Equal("True", result.Output[0].Text);
        Assert.StartsWith("ProofAddressMissing,", result.Output[1].Text, StringComparison.Ordinal);
        Assert.Equal("InvalidArgument", result.Output[2].Text);
    }

    [Fact]
    public async Task A_job_signs_in_by_its_platform_where_nobody_is()
    {
        await using World world = await CreateAsync();
        world.Environment["PRX_INTERACTIVE"] = "0";
        world.Environment["ACTIONS_ID_TOKEN_REQUEST_URL"] = $"{world.Simulator.BaseAddress}ci/github?api-version=2.0";
        world.Environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"] = FederationScenario.JobToken;
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Connect-PrxAuth workload -Federated; Update-PrxAuthToken workload");
        Assert.Equal(["Federated", "Federated"], result.Values("Flow"));
        Assert.Equal(2, world.Control.Federation.Redeemed.Distinct().Count());
    }

    [Fact]
    public async Task A_profile_gets_more_scopes_and_changes_hands_by_force_alone()
    {
        await using World world = await CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult more = await engine.MustAsync("$null = Connect-PrxAuth corp; Connect-PrxAuth corp -AddScope api");
        world.Control.CurrentUser = SimulatorUser.All[1];
        EngineResult other = await engine.MustAsync("""
            try { Connect-PrxAuth corp -ErrorAction Stop } catch { $_.FullyQualifiedErrorId }
            (Connect-PrxAuth corp -Force).Account
            """);
        Assert.Contains("api", more.Values("Scopes")[0], StringComparison.Ordinal);
        Assert.StartsWith("AccountChanged,", other.Output[0].Text, StringComparison.Ordinal);
        Assert.Equal(SimulatorUser.All[1].Email, other.Output[1].Text);
    }

    private static async Task<string> CallAsync(World world, HttpMethod method, string authorization, string proof)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(method, new Uri(world.Simulator.BaseAddress, "api/dpop/me"));
        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        request.Headers.TryAddWithoutValidation("DPoP", proof);
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<World> CreateAsync()
    {
        World world = await World.CreateAsync();
        world.Configure(text => text + world.Simulator.CreateProtocolConfigToml());
        return world;
    }
}
