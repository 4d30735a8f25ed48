using System.Net;
using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Signing out with <c>Disconnect-PrxAuth</c>.</summary>
public sealed class DisconnectTests
{
    [Fact]
    public async Task Signing_out_revokes_at_the_provider_and_deletes_here()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("Disconnect-PrxAuth corp home -PassThru; Disconnect-PrxAuth corp work");
        OutputReport gone = Assert.Single(result.Output);
        Assert.Equal("corp/home", gone.Text);
        Assert.Equal("True", gone.Properties["Revoked"]);
        Assert.True(world.Control.Counts(SimulatorArea.Oidc).Revocations >= 2);
        Assert.False(File.Exists(world.SealedFile("corp", "home")));
        foreach (string refreshToken in world.Secrets.Of("refresh_token"))
        {
            Assert.Equal(HttpStatusCode.BadRequest, await RefreshAsync(world, refreshToken));
        }

        Assert.Equal("ProfileNotFound", (await engine.FailAsync("Disconnect-PrxAuth corp home")).Id);
    }

    [Fact]
    public async Task WhatIf_and_a_plain_no_change_nothing()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenWithPersonAsync(world, "No");
        IReadOnlyDictionary<string, string> before = world.Snapshot();
        world.Control.ResetCounts();
        EngineResult one = await engine.MustAsync("Disconnect-PrxAuth corp home -WhatIf");
        Assert.Contains("corp/home", one.Screen, StringComparison.Ordinal);
        EngineResult all = await engine.MustAsync("Disconnect-PrxAuth -All -WhatIf");
        Assert.Contains("corp/work", all.Screen, StringComparison.Ordinal);
        EngineResult refused = await engine.MustAsync("Disconnect-PrxAuth -All");
        Assert.Contains("all 3 profiles", refused.Screen, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
        Assert.Empty(world.Control.Requests);
    }

    [Theory]
    [InlineData("Disconnect-PrxAuth -All -Force")]
    [InlineData("Disconnect-PrxAuth -All -Confirm:$false")]
    public async Task Everything_goes_without_a_question_where_that_is_said(string script)
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync(script + " -PassThru; Get-PrxAuthProfile");
        Assert.Equal(["corp/home", "corp/work", "github-copilot/default"], result.Output.Select(output => output.Text));
    }

    [Fact]
    public async Task A_person_who_says_yes_is_signed_out_everywhere()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenWithPersonAsync(world, "Yes");
        EngineResult result = await engine.MustAsync("Disconnect-PrxAuth -All; Get-PrxAuthProfile");
        Assert.Empty(result.Output);
    }

    [Fact]
    public async Task Everything_stays_where_nobody_can_answer()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        IReadOnlyDictionary<string, string> before = world.Snapshot();
        ErrorReport error = await engine.FailAsync("Disconnect-PrxAuth -All");
        Assert.Equal("InteractionRequired", error.Id);
        Assert.Contains("-Force", error.Recommendation, StringComparison.Ordinal);
        Assert.Equal(before, world.Snapshot());
    }

    [Fact]
    public async Task LocalOnly_leaves_the_tokens_alive_at_the_provider()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        string token = (await engine.MustAsync("Get-PrxAuthToken corp home -AsPlainText")).OutputText();
        world.Control.ResetCounts();
        EngineResult result = await engine.MustAsync("Disconnect-PrxAuth corp home -LocalOnly -PassThru");
        Assert.Equal("Skipped", Assert.Single(result.Output).Properties["Revocation"]);
        Assert.Empty(world.Control.Requests);
        await TokenTests.CallApiAsync(world, token);
    }

    [Fact]
    public async Task A_provider_that_cannot_be_reached_does_not_keep_the_profile_here()
    {
        await using World world = await SignedInAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("Get-PrxAuthToken corp home");
        world.Control.Break("/connect/revoke", FaultMode.InternalServerError, count: 10);
        EngineResult result = await engine.MustAsync("Disconnect-PrxAuth corp home -PassThru");
        Assert.Equal("Failed", Assert.Single(result.Output).Properties["Revocation"]);
        Assert.Contains("corp/home", Assert.Single(result.Warnings), StringComparison.Ordinal);
        Assert.False(File.Exists(world.SealedFile("corp", "home")));
    }

    private static async Task<HttpStatusCode> RefreshAsync(World world, string refreshToken)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["grant_type"] = "refresh_token",
            ["client_id"] = SimulatorClients.Cli,
            ["refresh_token"] = refreshToken,
        });
        using HttpResponseMessage answer = await http.PostAsync(
            new Uri(world.Simulator.BaseAddress, "connect/token"), form, TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }

    private static async Task<World> SignedInAsync()
    {
        World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp home; $null = Connect-PrxAuth corp work; $null = Connect-PrxAuth copilot");
        return world;
    }
}
