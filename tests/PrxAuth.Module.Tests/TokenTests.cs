using System.Net.Http.Headers;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Using tokens with <c>Get-PrxAuthToken</c> and renewing them with <c>Update-PrxAuthToken</c>.</summary>
public sealed class TokenTests
{
    private const string ReadSecure =
        "function Read-Secure { param([securestring] $Token) [System.Net.NetworkCredential]::new('', $Token).Password }";

    [Fact]
    public async Task A_valid_token_is_a_secure_string_and_costs_no_request()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Connect-PrxAuth corp");
        world.Control.ResetCounts();
        EngineResult result = await engine.MustAsync($"{ReadSecure}; $t = Get-PrxAuthToken corp; $t.GetType().Name; Read-Secure $t; Get-PrxAuthToken corp -AsPlainText");
        Assert.Equal("SecureString", result.Output[0].Text);
        Assert.Equal(result.Output[1].Text, result.Output[2].Text);
        Assert.Empty(world.Control.Requests);
        Assert.Contains("alice", await CallApiAsync(world, result.Output[1].Text), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_token_that_runs_out_is_renewed_once_and_kept()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        await engine.MustAsync("Connect-PrxAuth corp");
        world.Control.AccessTokenLifetime = TimeSpan.FromHours(1);
        EngineResult result = await engine.MustAsync("Get-PrxAuthToken corp -AsPlainText -Verbose; Get-PrxAuthToken corp -AsPlainText");
        Assert.Equal(result.Output[0].Text, result.Output[1].Text);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        Assert.Contains(result.Verbose, line => line.Contains("'default'", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("5m")]
    [InlineData("300")]
    [InlineData("([timespan]'00:05:00')")]
    [InlineData("'00:05:00'")]
    public async Task The_validity_asked_for_can_be_written_in_every_usual_way(string fiveMinutes)
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(200);
        await engine.MustAsync("Connect-PrxAuth corp");
        await engine.MustAsync("Get-PrxAuthToken corp");
        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        EngineResult soon = await engine.MustAsync($"Get-PrxAuthProfile -WillExpireWithin {fiveMinutes}; Get-PrxAuthProfile -WillExpireWithin 100");
        Assert.Single(soon.Output);

        world.Control.AccessTokenLifetime = TimeSpan.FromHours(1);
        await engine.MustAsync($"Get-PrxAuthToken corp -MinimumValidity {fiveMinutes}");
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
    }

    [Fact]
    public async Task A_validity_that_is_no_time_is_refused_with_examples()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.RunAsync("Get-PrxAuthToken corp -MinimumValidity soon");
        Assert.Contains("5m", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handle_gives_a_fresh_token_each_time_it_is_bound_and_prints_as_redacted()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(5);
        await engine.MustAsync("Connect-PrxAuth corp");
        EngineResult first = await engine.MustAsync($"{ReadSecure}; $handle = Get-PrxAuthToken corp -AsHandle -MinimumValidity 1s; \"$handle\"; $handle | Out-Default; Read-Secure $handle");
        Assert.Equal("[redacted]", first.Output[0].Text);
        Assert.DoesNotContain(first.Output[1].Text, first.Screen, StringComparison.Ordinal);

        EngineResult expired = await engine.MustAsync("while ((Get-PrxAuthProfile corp).Status -ne 'Expired') { [System.Threading.Tasks.Task]::Delay(20).Wait() }; Read-Secure $handle");
        Assert.NotEqual(first.Output[1].Text, expired.Output[0].Text);
        Assert.Contains("alice", await CallApiAsync(world, expired.Output[0].Text), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_handle_whose_profile_needs_a_sign_in_says_so_where_it_is_bound()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        world.Control.AccessTokenLifetime = TimeSpan.FromSeconds(30);
        await engine.MustAsync($"{ReadSecure}; $null = Connect-PrxAuth corp");
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        EngineResult result = await engine.RunAsync("$handle = Get-PrxAuthProfile corp | ForEach-Object { Get-PrxAuthToken corp -AsHandle -MinimumValidity 1s }; Get-PrxAuthProfile corp | Update-PrxAuthToken; Read-Secure $handle");
        string messages = string.Join('\n', result.Errors.Select(error => error.Message).Append(result.Terminating?.Message));
        Assert.Contains("Connect-PrxAuth -Provider corp", messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Profiles_go_down_the_pipeline_to_every_cmdlet()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Connect-PrxAuth corp work; Connect-PrxAuth corp home; Connect-PrxAuth google-gemini");
        EngineResult renewed = await engine.MustAsync("Get-PrxAuthProfile corp | Update-PrxAuthToken");
        Assert.Equal(["corp/home", "corp/work"], renewed.Output.Select(output => output.Text).Order());
        Assert.Equal(2, world.Control.Counts(SimulatorArea.Oidc).Refreshes);

        EngineResult tokens = await engine.MustAsync("Get-PrxAuthProfile | Get-PrxAuthToken -AsPlainText");
        Assert.Equal(3, tokens.Output.Select(output => output.Text).Distinct().Count());
        EngineResult gone = await engine.MustAsync("Get-PrxAuthProfile corp h* | Disconnect-PrxAuth -PassThru; Get-PrxAuthProfile");
        Assert.Equal(["corp/home", "corp/work", "google-gemini/default"], gone.Output.Select(output => output.Text));
        EngineResult providers = await engine.MustAsync("Get-PrxAuthProvider corp | Get-PrxAuthProfile");
        Assert.Equal("corp/work", providers.OutputText());
    }

    [Fact]
    public async Task Without_a_provider_every_profile_is_renewed_and_each_failure_is_one_error()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Connect-PrxAuth corp; Connect-PrxAuth google-gemini; Connect-PrxAuth copilot");
        await world.Control.RevokeAllAsync(SimulatorArea.Google, TestContext.Current.CancellationToken);
        EngineResult result = await engine.RunAsync("Update-PrxAuthToken");
        Assert.Equal(["corp/default", "github-copilot/default"], result.Output.Select(output => output.Text));
        Assert.Equal("LoginRequired", result.SingleError().Id);
        Assert.Equal("google-gemini/default", result.Errors[0].Target);
    }

    [Fact]
    public async Task Renewing_with_WhatIf_asks_nobody_and_changes_nothing()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Connect-PrxAuth corp");
        world.Control.ResetCounts();
        IReadOnlyDictionary<string, string> before = world.Snapshot();
        EngineResult result = await engine.MustAsync("Update-PrxAuthToken -WhatIf");
        Assert.Contains("corp/default", result.Screen, StringComparison.Ordinal);
        Assert.Empty(result.Output);
        Assert.Empty(world.Control.Requests);
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task A_profile_without_its_provider_is_refused()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        Assert.Equal("ProviderNotNamed", (await engine.FailAsync("Update-PrxAuthToken -Profile work")).Id);
    }

    [Fact]
    public async Task A_command_downstream_that_has_enough_stops_the_listing_cleanly()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("foreach ($name in 'a', 'b', 'c') { $null = Connect-PrxAuth corp $name }");
        EngineResult result = await engine.MustAsync("Get-PrxAuthProfile | Select-First; Get-PrxAuthProfile | Update-PrxAuthToken | Select-First; Get-PrxAuthProvider | Select-First | ForEach-Object { 1 }");
        Assert.Equal(["corp/a", "corp/a", "1"], result.Output.Select(output => output.Text));
    }

    internal static async Task<string> CallApiAsync(World world, string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(world.Simulator.BaseAddress, "api/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }
}
