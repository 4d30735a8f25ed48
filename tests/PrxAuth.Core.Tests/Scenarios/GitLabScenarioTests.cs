using System.Net;
using System.Net.Http.Headers;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Scenarios;

/// <summary>What is peculiar to GitLab.</summary>
public sealed class GitLabScenarioTests
{
    private static SimulatorOptions Approving { get; } = new() { AutoApproveDevice = true };

    [Fact]
    public async Task A_device_code_lives_for_300_seconds()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        DateTimeOffset start = world.Clock.GetUtcNow();

        Task<Credential> signingIn = world.SignInAsync("gitlab", SignInFlow.DeviceCode);
        UserCodePrompt prompt = await world.Person.Code;

        Assert.Equal(TimeSpan.FromSeconds(300), prompt.ExpiresIn);
        Assert.Contains(prompt.UserCode, prompt.VerificationUriComplete!.Query, StringComparison.Ordinal);
        await world.FailsAsync(PrxAuthError.DeviceCodeExpired, () => world.RunClockAsync(signingIn));
        Assert.InRange(world.Clock.GetUtcNow() - start, TimeSpan.FromSeconds(295), TimeSpan.FromSeconds(310));
    }

    [Fact]
    public async Task A_refresh_kills_both_old_tokens()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        Credential first = await world.SignInAsync("gitlab", SignInFlow.Browser);
        Assert.Equal(HttpStatusCode.OK, await CallApiAsync(world, first));

        Credential second = await world.RenewAsync("gitlab");

        Assert.Equal(HttpStatusCode.Unauthorized, await CallApiAsync(world, first));
        Assert.Equal(HttpStatusCode.OK, await CallApiAsync(world, second));
        await world.RewriteAsync(first.Key, stored => stored with { Tokens = first.Tokens });
        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.RenewAsync("gitlab"));
    }

    [Theory]
    [InlineData(SignInFlow.Browser)]
    [InlineData(SignInFlow.Paste)]
    public async Task A_refresh_repeats_the_redirect_uri_of_the_sign_in(SignInFlow flow)
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        world.Person = ProviderWorlds.Pasting();
        Credential first = await world.SignInAsync("gitlab", flow);
        Assert.Equal("/callback", first.RedirectUri!.AbsolutePath);

        Credential second = await world.RenewAsync("gitlab", session: world.Open());
        Credential third = await world.RenewAsync("gitlab", session: world.Open());

        Assert.Equal(first.RedirectUri, third.RedirectUri);
        Assert.NotEqual(second.Tokens.RefreshToken, third.Tokens.RefreshToken);
    }

    [Fact]
    public async Task A_refresh_without_the_redirect_uri_is_refused()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        ProviderWorlds.AddTo(world, "gitlab", "redirect_uri_in_refresh = false");
        await world.SignInAsync("gitlab", SignInFlow.Browser);

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(
            PrxAuthError.LoginRequired, () => world.RenewAsync("gitlab"));

        Assert.Contains("redirection URI", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_device_sign_in_is_refreshed_without_a_redirect_uri()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        Credential first = await world.RunClockAsync(world.SignInAsync("gitlab", SignInFlow.DeviceCode));

        Assert.Null(first.RedirectUri);
        Assert.NotEqual(first.UsableToken, (await world.RenewAsync("gitlab")).UsableToken);
    }

    [Fact]
    public async Task A_device_sign_in_without_a_refresh_token_needs_a_new_one_in_the_end()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync(Approving);
        world.Control.Arrange("gitlab/no-device-refresh");
        await world.RunClockAsync(world.SignInAsync("gitlab", SignInFlow.DeviceCode));
        world.Clock.Advance(TimeSpan.FromHours(3));

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("gitlab"));
    }

    [Fact]
    public async Task Revocation_answers_an_empty_object_and_the_tokens_are_dead()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        Credential credential = await world.SignInAsync("gitlab", SignInFlow.Browser);

        RevocationResult? result = await ProviderWorlds.SignOutAsync(world, credential.Key);

        Assert.Equal(RevocationOutcome.Revoked, result!.Outcome);
        Assert.Equal(HttpStatusCode.Unauthorized, await CallApiAsync(world, credential));
    }

    [Fact]
    public async Task A_dead_token_that_is_given_is_kept_without_a_name()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();

        Credential credential = await world.SignInAsync(new SignInRequest
        {
            Provider = "gitlab",
            Flow = SignInFlow.GivenToken,
            GivenToken = new Secret("glpat-of-yesterday-0123456789"),
        });

        Assert.Null(credential.Account);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.GitLab).AccountRequests);
    }

    [Fact]
    public async Task A_throttled_instance_names_the_wait_and_costs_nothing()
    {
        await using SimulatedWorld world = await ProviderWorlds.StartAsync();
        await world.SignInAsync("gitlab", SignInFlow.Browser);
        world.Control.Arrange("gitlab/throttled");

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderThrottled, () => world.RenewAsync("gitlab"));

        Assert.Equal(TimeSpan.FromSeconds(30), failure.RetryAfter);
        world.Control.GitLab.Throttle = null;
        Assert.NotNull(await world.RenewAsync("gitlab"));
    }

    private static async Task<HttpStatusCode> CallApiAsync(SimulatedWorld world, Credential credential)
    {
        using HttpClient client = new(new SocketsHttpHandler { UseProxy = false });
        using HttpRequestMessage request = new(HttpMethod.Get, new Uri(world.Server.BaseAddress, "gitlab/api/v4/user"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.UsableToken.Reveal());
        using HttpResponseMessage response = await client.SendAsync(request, SimulatedWorld.Cancellation);
        return response.StatusCode;
    }
}
