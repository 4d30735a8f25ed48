using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tests.Wire;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Tokens;

/// <summary>The one case that no client can cure, a refresh whose answer was lost: it is noticed, tried once more, told honestly, and
/// never taken for something else.</summary>
public sealed class InDoubtTests
{
    private const string Device = """{"device_code":"dc-0123456789","user_code":"ABCD-EFGH","verification_uri":"https://example.test/device","interval":1}""";
    private const string AlreadyOver = """{"access_token":"at-first-0123456789","refresh_token":"rt-first-0123456789","expires_in":0}""";
    private const string Renewed = """{"access_token":"at-second-0123456789","refresh_token":"rt-second-0123456789","expires_in":3600}""";
    private const string Refused = """{"error":"invalid_grant"}""";

    private static readonly ProfileKey s_corp = new("corp", "default");
    private static readonly ProfileKey s_raw = new("raw", "default");

    [Fact]
    public async Task A_lost_answer_is_asked_for_again_within_the_grace_of_the_provider()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(
            new SimulatorOptions { RefreshTokenReuseLeeway = TimeSpan.FromSeconds(30) });
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.Break("/connect/token", FaultMode.Lost);

        Credential second = await world.GetAsync("corp");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Null(second.RenewalSentAt);
        Assert.Equal(2, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("refresh_token"));
        Assert.Equal(ProfileStatus.Valid, (await StandsAsync(world, s_corp)).Status);
    }

    [Fact]
    public async Task Without_grace_the_sign_in_that_is_needed_says_why()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.Break("/connect/token", FaultMode.Lost);

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp"));

        Assert.Contains("was lost on the way", failure.Message, StringComparison.Ordinal);
        Assert.Contains("already been redeemed", failure.Message, StringComparison.Ordinal);
        ProfileView view = await StandsAsync(world, s_corp);
        Assert.Equal(ProfileStatus.NeedsLogin, view.Status);
        Assert.Contains("was lost on the way", view.StatusReason, StringComparison.Ordinal);
        Assert.NotNull(view.Account);
        Assert.NotNull(await world.SignInAsync("corp"));
        Assert.Equal(ProfileStatus.Valid, (await StandsAsync(world, s_corp)).Status);
    }

    [Fact]
    public async Task While_the_provider_cannot_be_reached_the_doubt_stays_and_is_shown()
    {
        var answers = new Queue<byte[]>([[], [], RawProvider.Reply(Renewed)]);
        await using RawProvider raw = Provider(answers);
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        await world.RunClockAsync(world.SignInAsync("raw"));

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ProviderUnreachable, () => world.GetAsync("raw"));

        Assert.True(failure.IsTransient);
        Assert.Contains("in doubt", failure.Message, StringComparison.Ordinal);
        Assert.Contains("Update-PrxAuthToken", failure.Recommendation, StringComparison.Ordinal);
        ProfileView view = await StandsAsync(world, s_raw);
        Assert.Equal(ProfileStatus.InDoubt, view.Status);
        Assert.Contains("may be spent", view.StatusReason, StringComparison.Ordinal);

        Assert.Equal("at-second-0123456789", (await world.GetAsync("raw")).UsableToken.Reveal());
        Assert.Equal(ProfileStatus.Valid, (await StandsAsync(world, s_raw)).Status);
        Assert.Empty(answers);
    }

    [Fact]
    public async Task A_process_that_dies_between_request_and_answer_leaves_word_of_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.RewriteAsync(s_corp, credential => credential with { RenewalSentAt = world.Clock.GetUtcNow() });
        // Somebody spent the token, and the answer went down with them.
        await SpendAsync(world, first);

        Assert.Equal(ProfileStatus.Expired, (await StandsAsync(world, s_corp)).Status);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ProfileStatus.InDoubt, (await StandsAsync(world, s_corp)).Status);
        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("corp"));
        Assert.Contains("was lost on the way", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_process_that_dies_before_its_request_costs_nothing()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        await world.RewriteAsync(s_corp, credential => credential with { RenewalSentAt = world.Clock.GetUtcNow() });

        Credential second = await world.GetAsync("corp");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Null(second.RenewalSentAt);
    }

    [Theory]
    [InlineData("{}", 200, true)]
    [InlineData("<html>", 200, true)]
    [InlineData("", 500, true)]
    [InlineData("", 502, true)]
    [InlineData("", 504, true)]
    [InlineData("", 503, false)]
    [InlineData("", 429, false)]
    [InlineData("""{"error":"temporarily_unavailable"}""", 503, false)]
    [InlineData("""{"error":"invalid_client"}""", 401, false)]
    [InlineData("""{"access_token":"at-dpop-0123456789","refresh_token":"rt-2","token_type":"DPoP"}""", 200, true)]
    public async Task An_answer_leaves_a_doubt_only_where_it_does_not_say_what_became_of_the_token(string answer, int status, bool isInDoubt)
    {
        await using RawProvider raw = Provider(new Queue<byte[]>([RawProvider.Reply(answer, status), RawProvider.Reply(Renewed)]));
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        await world.RunClockAsync(world.SignInAsync("raw"));

        await Assert.ThrowsAsync<PrxAuthException>(() => world.GetAsync("raw"));

        using FileCredentialStore store = world.OpenStore();
        Credential kept = store.Read(s_raw)!;
        Assert.Equal(isInDoubt, kept.RenewalReplyLost);
        Assert.Equal(isInDoubt, kept.RenewalSentAt is not null);
        Assert.Equal("at-second-0123456789", (await world.GetAsync("raw")).UsableToken.Reveal());
    }

    [Fact]
    public async Task A_provider_that_takes_no_connection_has_received_nothing()
    {
        var answers = new Queue<byte[]>();
        RawProvider raw = Provider(answers);
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        await world.RunClockAsync(world.SignInAsync("raw"));
        await raw.DisposeAsync();

        await world.FailsAsync(PrxAuthError.ProviderUnreachable, () => world.GetAsync("raw"));

        using FileCredentialStore store = world.OpenStore();
        Assert.Null(store.Read(s_raw)!.RenewalSentAt);
        Assert.Equal(ProfileStatus.Expired, (await StandsAsync(world, s_raw)).Status);
    }

    [Fact]
    public async Task A_refusal_in_doubt_that_is_not_about_the_grant_settles_nothing()
    {
        var answers = new Queue<byte[]>([[], RawProvider.Reply("", 503), RawProvider.Reply(Refused, 400)]);
        await using RawProvider raw = Provider(answers);
        await using SimulatedWorld world = await RawAnswerTests.StartAsync(raw);
        await world.RunClockAsync(world.SignInAsync("raw"));

        await world.FailsAsync(PrxAuthError.ProviderFailed, () => world.GetAsync("raw"));
        Assert.Equal(ProfileStatus.InDoubt, (await StandsAsync(world, s_raw)).Status);

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.LoginRequired, () => world.GetAsync("raw"));
        Assert.Contains("was lost on the way", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Conformance("P07")]
    public async Task Nothing_is_spent_while_the_store_cannot_be_written()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        foreach (WriteStep step in new[] { WriteStep.ReserveRoom, WriteStep.CreateTemporary, WriteStep.WriteBytes, WriteStep.FlushFile, WriteStep.Replace })
        {
            var writer = new FaultyWriter();
            using AuthSession session = world.OpenWith(writer);
            writer.Fail(step, new IOException("No space left on device", 28));
            world.Control.ResetCounts();

            await world.FailsAsync(PrxAuthError.StoreFull, () => world.GetAsync("corp", session: session));

            Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).TokenRequestsOf("refresh_token"));
        }

        Assert.NotNull(await world.GetAsync("corp"));
    }

    [Theory]
    [InlineData(WriteStep.CreateTemporary)]
    [InlineData(WriteStep.WriteBytes)]
    [InlineData(WriteStep.FlushFile)]
    [InlineData(WriteStep.Replace)]
    [InlineData(WriteStep.FlushDirectory)]
    public async Task An_answer_outlives_a_step_that_fails_once_while_it_is_written(WriteStep step)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromHours(2));
        var writer = new FaultyWriter();
        using AuthSession session = world.OpenWith(writer);
        // The first write is the note, the second the answer.
        writer.Fail(step, new IOException("Input/output error", 5), passes: 1, times: 1);

        Credential second = await world.GetAsync("corp", session: session);

        Assert.True(writer.HasFailed);
        Assert.NotEqual(first.Tokens.RefreshToken, second.Tokens.RefreshToken);
        Assert.Equal(second.Tokens.RefreshToken, (await world.GetAsync("corp", session: world.Open())).Tokens.RefreshToken);
        Assert.Empty(Directory.GetFiles(world.SecretsDirectory, "*.tmp", SearchOption.AllDirectories));
    }

    private static async Task<ProfileView> StandsAsync(SimulatedWorld world, ProfileKey key) =>
        await world.Session.Profiles.GetAsync(key, SimulatedWorld.Cancellation);

    private static async Task SpendAsync(SimulatedWorld world, Credential credential)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using var form = new FormUrlEncodedContent(
        [
            new("grant_type", "refresh_token"), new("refresh_token", credential.Tokens.RefreshToken!.Reveal()), new("client_id", credential.ClientId!),
        ]);
        using HttpResponseMessage answer = await client.PostAsync(
            new Uri(world.Server.BaseAddress, "connect/token"), form, SimulatedWorld.Cancellation);
        Assert.True(answer.IsSuccessStatusCode);
    }

    private static RawProvider Provider(Queue<byte[]> refreshAnswers) => new(request => request.Path == "/device" ? RawProvider.Reply(Device)
        : request["grant_type"] == "refresh_token" ? refreshAnswers.Dequeue()
        : RawProvider.Reply(AlreadyOver));
}
