using System.Net;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>OpenAI Codex after the sign-in: refresh tokens that are good for one refresh, and errors in three shapes.</summary>
public sealed class CodexTokenTests
{
    [Fact]
    public async Task A_refresh_brings_a_new_pair_and_the_old_refresh_token_is_never_sent_again()
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.Clock.Advance(TimeSpan.FromDays(11));
        Credential second = await world.GetAsync("codex");
        world.Clock.Advance(TimeSpan.FromDays(11));

        Credential third = await world.GetAsync("codex");

        Assert.NotEqual(second.Tokens.RefreshToken, third.Tokens.RefreshToken);
        Assert.Equal(2, world.Control.Counts(SimulatorArea.OpenAI).Refreshes);
        Assert.Equal(HttpStatusCode.OK, await world.CallAsync("openai/backend-api/codex/models", third.UsableToken));
    }

    [Fact]
    public async Task A_refresh_token_used_a_second_time_is_refused_by_the_server_and_asks_for_a_sign_in()
    {
        await using SimulatedWorld world = await SignedInAsync();
        Credential first = await world.GetAsync("codex");
        world.Clock.Advance(TimeSpan.FromDays(11));
        await world.GetAsync("codex");
        await world.RewriteAsync(first.Key, current => current with { Tokens = first.Tokens });

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("codex"));

        Assert.Contains("already been used", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(OpenAiErrorShape.Nested, OpenAiRefreshRefusal.Expired)]
    [InlineData(OpenAiErrorShape.Nested, OpenAiRefreshRefusal.Reused)]
    [InlineData(OpenAiErrorShape.Nested, OpenAiRefreshRefusal.Invalidated)]
    [InlineData(OpenAiErrorShape.Text, OpenAiRefreshRefusal.Expired)]
    [InlineData(OpenAiErrorShape.Text, OpenAiRefreshRefusal.Reused)]
    [InlineData(OpenAiErrorShape.Text, OpenAiRefreshRefusal.Invalidated)]
    [InlineData(OpenAiErrorShape.TopLevel, OpenAiRefreshRefusal.Expired)]
    [InlineData(OpenAiErrorShape.TopLevel, OpenAiRefreshRefusal.Reused)]
    [InlineData(OpenAiErrorShape.TopLevel, OpenAiRefreshRefusal.Invalidated)]
    public async Task A_refusal_for_good_asks_for_a_sign_in_wherever_its_code_stands(OpenAiErrorShape shape, OpenAiRefreshRefusal refusal)
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.Clock.Advance(TimeSpan.FromDays(11));
        (world.Control.OpenAI.ErrorShape, world.Control.OpenAI.RefreshRefusal) = (shape, refusal);

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("codex"));

        Assert.Equal(ProfileStatus.NeedsLogin, (await world.ViewAsync("codex")).Status);
    }

    [Theory]
    [InlineData(FaultMode.TooManyRequests, PrxAuthError.ProviderThrottled)]
    [InlineData(FaultMode.ServiceUnavailable, PrxAuthError.ProviderFailed)]
    public async Task A_bad_day_of_the_provider_costs_no_login(FaultMode fault, PrxAuthError error)
    {
        await using SimulatedWorld world = await SignedInAsync();
        world.Clock.Advance(TimeSpan.FromDays(11));
        world.Control.Break("/openai/oauth/token", fault);

        Assert.True((await world.FailsAsync(error, () => world.GetAsync("codex"))).IsTransient);
        Assert.NotNull(await world.GetAsync("codex"));
    }

    [Fact]
    public async Task What_a_refresh_leaves_out_is_kept_from_before()
    {
        await using SimulatedWorld world = await SignedInAsync();
        Credential first = await world.GetAsync("codex");
        world.Clock.Advance(TimeSpan.FromDays(11));
        world.Control.OpenAI.SparseRefresh = true;

        Credential second = await world.GetAsync("codex");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Equal((first.Tokens.RefreshToken, first.Tokens.IdToken), (second.Tokens.RefreshToken, second.Tokens.IdToken));
    }

    [Fact]
    public async Task A_refresh_that_comes_back_as_another_account_is_not_kept()
    {
        await using SimulatedWorld world = await SignedInAsync();
        Credential first = await world.GetAsync("codex");
        world.Clock.Advance(TimeSpan.FromDays(11));
        world.Control.OpenAI.AnotherAccount = true;

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.AccountChanged, () => world.GetAsync("codex"));

        using var store = world.OpenStore();
        Credential kept = (await store.ReadAsync(first.Key, SimulatedWorld.Cancellation))!;
        Assert.Equal(first.Tokens.AccessToken, kept.Tokens.AccessToken);
        Assert.True(kept.NeedsLogin);
    }

    [Fact]
    public async Task Signing_out_revokes_with_json_and_the_tokens_are_dead()
    {
        await using SimulatedWorld world = await SignedInAsync();
        Credential credential = await world.GetAsync("codex");

        RevocationResult? result = await world.SignOutAsync(credential.Key);

        Assert.Equal(new RevocationResult(RevocationOutcome.Revoked, null), result);
        Assert.Equal(2, world.Control.Counts(SimulatorArea.OpenAI).Revocations);
        Assert.Equal(HttpStatusCode.Unauthorized, await world.CallAsync("openai/backend-api/codex/models", credential.UsableToken));
        Assert.Empty(world.SealedFiles());
    }

    private static async Task<SimulatedWorld> SignedInAsync()
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("codex", SignInFlow.Browser);
        return world;
    }
}
