using System.Net;
using System.Net.Http.Headers;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>A sign-in that came back as another account: its tokens do not outlive it, and no login that is kept is harmed.</summary>
public sealed class RefusedSignInTests
{
    [Theory]
    [InlineData(SignInFlow.Browser)]
    [InlineData(SignInFlow.DeviceCode)]
    public async Task The_tokens_of_another_account_die_at_the_provider(SignInFlow flow)
    {
        await using SimulatedWorld world = await StartAsync();
        Credential alice = await world.SignInAsync("corp");
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;

        await world.FailsAsync(PrxAuthError.AccountChanged, () => world.RunClockAsync(world.SignInAsync("corp", flow)));

        Assert.Equal(2, world.Control.Counts(SimulatorArea.Oidc).Revocations);
        Assert.Contains("The tokens of the refused sign-in are revoked.", world.Person.Steps);
        Assert.Equal(HttpStatusCode.OK, await CallApiAsync(world, alice));
    }

    [Fact]
    public async Task A_profile_of_that_account_keeps_its_grant()
    {
        await using SimulatedWorld world = await StartAsync();
        await world.SignInAsync("corp");
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;
        Credential bob = await world.SignInAsync("corp", profile: "work");

        await world.FailsAsync(PrxAuthError.AccountChanged, () => world.SignInAsync("corp"));

        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).Revocations);
        Assert.Contains(world.Person.Steps, step => step.Contains("are not revoked", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, await CallApiAsync(world, bob));
        await world.RenewAsync("corp", "work");
    }

    [Theory]
    [InlineData(FaultMode.ServiceUnavailable, "503")]
    [InlineData(FaultMode.Hang, "10 seconds")]
    public async Task A_provider_that_does_not_revoke_hides_nothing_and_holds_nobody_up(FaultMode fault, string reason)
    {
        await using SimulatedWorld world = await StartAsync();
        await world.SignInAsync("corp");
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;
        world.Control.Break("/connect/revoke", fault);

        Task<Credential> signingIn = world.SignInAsync("corp");
        if (fault == FaultMode.Hang)
        {
            await world.RequestArrivesAsync("/connect/revoke");
            world.Clock.Advance(TimeSpan.FromSeconds(11));
        }

        await world.FailsAsync(PrxAuthError.AccountChanged, () => signingIn);
        Assert.Contains(world.Person.Steps, step => step.Contains("live on", StringComparison.Ordinal) && step.Contains(reason, StringComparison.Ordinal));
    }

    private static Task<SimulatedWorld> StartAsync() => SimulatedWorld.StartAsync(new SimulatorOptions { AutoApproveDevice = true });

    private static async Task<HttpStatusCode> CallApiAsync(SimulatedWorld world, Credential credential)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(world.Server.BaseAddress, "api/me"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.UsableToken.Reveal());
        using HttpResponseMessage response = await client.SendAsync(request, SimulatedWorld.Cancellation);
        return response.StatusCode;
    }
}
