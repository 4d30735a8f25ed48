using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>More scopes for a profile that is there, and profiles that must not change hands unasked.</summary>
public sealed class StepUpTests
{
    private static readonly SignInRequest s_more = new() { Provider = "corp", AddScopes = ["api"] };

    [Fact]
    public async Task More_scopes_are_asked_for_beside_those_there_and_as_the_same_account()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.CurrentUser = SimulatorUser.All[1];
        Credential before = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromMinutes(3));
        world.Control.CurrentUser = SimulatorUser.All[0];

        Credential after = await world.SignInAsync(s_more);

        Assert.Equal(["api", "email", "offline_access", "openid", "profile"], after.Tokens.Scopes.Order());
        Assert.Equal(before.Subject, after.Subject);
        Assert.Equal(before.CreatedAt, after.CreatedAt);
        Assert.NotEqual(before.UpdatedAt, after.UpdatedAt);
        Assert.Equal(before.Account, HttpUtility.ParseQueryString(world.Browser.Opened.Last().Query)["login_hint"]);
    }

    [Fact]
    public async Task A_step_up_that_fails_leaves_the_profile_as_it_was()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        world.Control.Break("/connect/token", FaultMode.InternalServerError);

        await world.FailsAsync(PrxAuthError.ProviderFailed, () => world.SignInAsync(s_more));

        Assert.DoesNotContain("api", (await world.GetAsync("corp")).Tokens.Scopes);
    }

    [Fact]
    public async Task There_is_nothing_to_add_to_where_no_profile_is()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await world.FailsAsync(PrxAuthError.ProfileNotFound, () => world.SignInAsync(s_more));

        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    public async Task A_runbooks_profile_steps_up_without_a_person()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Person = new ScriptedPerson { IsInteractive = false };
        await world.SignInAsync(new SignInRequest { Provider = "corp-keyed", Flow = SignInFlow.ClientCredentials, Scopes = ["profile"] });

        Credential after = await world.SignInAsync(new SignInRequest { Provider = "corp-keyed", AddScopes = ["api"] });

        Assert.Equal(SignInFlow.ClientCredentials, after.Flow);
        Assert.Contains("api", after.Tokens.Scopes);
    }

    [Fact]
    public async Task Another_account_takes_a_profile_over_by_force_alone()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential alice = await world.SignInAsync("corp");
        world.Control.CurrentUser = SimulatorUser.All[1];

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.AccountChanged, () => world.SignInAsync("corp"));
        string page = await world.Browser.LastPageAsync();
        Credential bob = await world.SignInAsync(new SignInRequest { Provider = "corp", Force = true });

        Assert.Contains("alice@example.test", failure.Message, StringComparison.Ordinal);
        Assert.Contains("bob@example.test", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Force", failure.Recommendation, StringComparison.Ordinal);
        Assert.Contains("belongs to", page, StringComparison.Ordinal);
        Assert.NotEqual(alice.Subject, bob.Subject);
    }
}
