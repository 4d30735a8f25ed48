using PrxAuth.EngineHost;
using PrxAuth.Module.Tests.Support;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests;

/// <summary>Failing before a run, not in it, with <c>Assert-PrxAuthProfile</c>.</summary>
public sealed class AssertTests
{
    [Fact]
    public async Task A_profile_that_lasts_passes_in_silence_and_nobody_is_asked()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        world.Control.ResetCounts();
        EngineResult result = await engine.MustAsync("Assert-PrxAuthProfile corp -For 3h; Get-PrxAuthProfile | Assert-PrxAuthProfile -For 7d -Scope openid, profile, offline_access -PassThru");
        Assert.Equal("corp/default", result.OutputText());
        Assert.Equal("", Assert.Single(result.Values("UnattendedUntil")));
        Assert.Contains("refresh token", result.Values("UnattendedReason")[0], StringComparison.Ordinal);
        Assert.Empty(world.Control.Requests);
    }

    [Fact]
    public async Task A_profile_without_a_refresh_token_lasts_as_long_as_its_token()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp -Scope openid");
        await engine.MustAsync("Assert-PrxAuthProfile corp -For 10m");
        ErrorReport failure = await engine.FailAsync("Assert-PrxAuthProfile corp -For 3h");
        Assert.Equal("ProfileEndsTooSoon", failure.Id);
        Assert.Contains("3h", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Connect-PrxAuth -Provider corp -Profile default", failure.Recommendation, StringComparison.Ordinal);
        Assert.Equal("corp", failure.Target);
    }

    [Fact]
    public async Task The_failure_ends_the_statement_so_that_nothing_after_it_in_a_try_begins()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        EngineResult result = await engine.MustAsync("try { Assert-PrxAuthProfile corp -For 3h; 'began' } catch { \"$($_.FullyQualifiedErrorId)\" }");
        Assert.StartsWith("ProfileNotFound,", result.OutputText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_renewing_proves_that_the_provider_still_knows_the_grant()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        await engine.MustAsync("Assert-PrxAuthProfile corp -For 3h -Renew");
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).Refreshes);
        await world.Control.RevokeAllAsync(cancellationToken: TestContext.Current.CancellationToken);
        await engine.MustAsync("Assert-PrxAuthProfile corp -For 3h");
        Assert.Equal("LoginRequired", (await engine.FailAsync("Assert-PrxAuthProfile corp -For 3h -Renew")).Id);
        Assert.Equal("LoginRequired", (await engine.FailAsync("Assert-PrxAuthProfile corp -For 1s")).Id);
    }

    [Fact]
    public async Task A_scope_that_was_not_granted_is_named()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp");
        ErrorReport failure = await engine.FailAsync("Assert-PrxAuthProfile corp -For 1m -Scope openid, reports");
        Assert.Equal("ScopeMissing", failure.Id);
        Assert.Contains("-AddScope reports", failure.Recommendation, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_in_words_tells_a_scheduler_by_its_exit_status()
    {
        await using World world = await World.CreateAsync();
        await using Engine engine = await Engine.OpenAsync(world);
        await engine.MustAsync("$null = Connect-PrxAuth corp -Scope openid");
        EngineResult lasts = await engine.MustAsync("prx auth check corp --for 10m");
        Assert.Equal(("corp/default", "0"), (lasts.OutputText(), lasts.LastExitCode));
        EngineResult ends = await engine.RunAsync("prx auth check -P corp --for 3h");
        Assert.Equal(("ProfileEndsTooSoon", "3"), (ends.SingleError().Id, ends.LastExitCode));
    }
}
