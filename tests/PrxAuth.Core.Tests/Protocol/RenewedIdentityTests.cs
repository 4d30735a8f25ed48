using System.Buffers.Text;
using System.Text;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>What a refresh may bring: the same account, by the same issuer, for the same client (OpenID Connect Core section 12.2).</summary>
public sealed class RenewedIdentityTests
{
    [Theory]
    [InlineData(IdTokenFlaw.WrongIssuer, "issuer")]
    [InlineData(IdTokenFlaw.WrongAudience, "audience")]
    public async Task An_id_token_of_another_issuer_or_client_is_refused_and_the_login_is_kept(IdTokenFlaw flaw, string named)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential before = await world.SignInAsync("google-gemini");
        world.Clock.Advance(TimeSpan.FromHours(2));
        world.Control.Google.IdToken = flaw;

        PrxAuthException failure = await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.IdTokenInvalid, () => world.GetAsync("google-gemini"));
        using FileCredentialStore store = world.OpenStore();
        Credential kept = (await store.ReadAsync(before.Key, SimulatedWorld.Cancellation))!;
        world.Control.Google.IdToken = IdTokenFlaw.None;
        Credential after = await world.GetAsync("google-gemini");

        Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        Assert.False(kept.NeedsLogin);
        Assert.Null(kept.RenewalSentAt);
        Assert.Equal(before.UsableToken, kept.UsableToken);
        Assert.Equal(before.Tokens.IdToken, kept.Tokens.IdToken);
        Assert.NotEqual(before.UsableToken, after.UsableToken);
    }

    [Fact]
    public async Task The_refresh_token_that_came_with_it_replaces_the_spent_one()
    {
        string issuer = "i-1";
        int refresh = 0;
        await using RawProvider raw = new(request => request.Path == "/device" ? DeviceCode() : RawProvider.Reply($$"""
            {"access_token":"at-{{refresh}}23456789","refresh_token":"rt-{{refresh++}}23456789","expires_in":3600,"id_token":"{{Jwt("JWT", issuer, "ann")}}"}
            """));
        await using SimulatedWorld world = await StartAsync(raw, "oidc = true");
        await world.RunClockAsync(world.SignInAsync("raw"));
        issuer = "i-2";

        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.IdTokenInvalid, () => world.RenewAsync("raw"));
        issuer = "i-1";
        await world.RenewAsync("raw");

        Assert.Equal(["rt-023456789", "rt-123456789"], raw.Requests.Select(request => request["refresh_token"]).OfType<string>());
    }

    [Theory]
    [InlineData("at+jwt", "bob", true)]
    [InlineData("at+jwt", "ann", false)]
    [InlineData("JWT", "bob", false)]
    public async Task Without_an_id_token_the_access_tokens_subject_tells_where_it_is_one_that_clients_may_compare(string type, string subject, bool isAnother)
    {
        string who = "ann";
        await using RawProvider raw = new(request => request.Path == "/device" ? DeviceCode() : RawProvider.Reply($$"""
            {"access_token":"{{Jwt(type, "i-1", who)}}","refresh_token":"rt-0123456789","expires_in":3600}
            """));
        await using SimulatedWorld world = await StartAsync(raw);
        Credential before = await world.RunClockAsync(world.SignInAsync("raw"));
        who = subject;

        if (isAnother)
        {
            await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.AccountChanged, () => world.RenewAsync("raw"));
            using FileCredentialStore store = world.OpenStore();
            Assert.True((await store.ReadAsync(before.Key, SimulatedWorld.Cancellation))!.NeedsLogin);
        }
        else
        {
            Assert.False((await world.RenewAsync("raw")).NeedsLogin);
        }
    }

    private static async Task<SimulatedWorld> StartAsync(RawProvider raw, string more = "")
    {
        SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.WriteConfig(raw.ConfigToml(more));
        return world;
    }

    private static byte[] DeviceCode() =>
        RawProvider.Reply("""{"device_code":"dc","user_code":"AB","verification_uri":"https://example.test/","interval":1}""");

    private static string Jwt(string type, string issuer, string subject) => $"{Part($$"""{"alg":"ES256","typ":"{{type}}"}""")}.{Part($$"""
        {"iss":"{{issuer}}","sub":"{{subject}}","aud":"raw-client","iat":{{InDays(0)}},"exp":{{InDays(1)}}}
        """)}.{Part("signature")}";

    private static long InDays(int days) => DateTimeOffset.UtcNow.AddDays(days).ToUnixTimeSeconds();

    private static string Part(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
