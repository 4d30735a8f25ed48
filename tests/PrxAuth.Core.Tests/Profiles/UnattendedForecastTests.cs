using PrxAuth.Core.Configuration;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using Xunit;

namespace PrxAuth.Core.Tests.Profiles;

/// <summary>How long a profile lasts without a person.</summary>
public sealed class UnattendedForecastTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly ProviderCatalog s_catalog = ProviderCatalog.Load(AuthConfiguration.Load(Path.Join(Path.GetTempPath(), "prxauth-no-such-config.toml")));
    private static readonly ProviderDefinition s_plain = s_catalog.Resolve("gitlab");
    private static readonly ProviderDefinition s_exchanging = s_catalog.Resolve("github-copilot");

    [Fact]
    public void A_refresh_token_without_a_known_end_carries_on_for_as_long_as_anybody_asks()
    {
        UnattendedForecast forecast = Of(Credential(refresh: true));

        Assert.Null(forecast.Until);
        Assert.True(forecast.Covers(TimeSpan.FromDays(3650), s_now));
    }

    [Theory]
    [InlineData(1, 2, 2)]
    [InlineData(3, 2, 3)]
    [InlineData(-1, -2, -1)]
    public void A_refresh_token_with_an_end_carries_until_then_or_until_the_last_token_runs_out(int tokenHours, int refreshHours, int expected)
    {
        Credential credential = Credential(hours: tokenHours, refresh: true, refreshHours: refreshHours);

        Assert.Equal(s_now.AddHours(expected), Of(credential).Until);
    }

    [Fact]
    public void Without_a_refresh_token_it_ends_with_the_token()
    {
        UnattendedForecast forecast = Of(Credential());

        Assert.Equal(s_now.AddHours(1), forecast.Until);
        Assert.True(forecast.Covers(TimeSpan.FromHours(1), s_now));
        Assert.False(forecast.Covers(TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1), s_now));
        Assert.Null(Of(Credential(hours: null)).Until);
    }

    [Theory]
    [InlineData(SignInFlow.ClientCredentials)]
    [InlineData(SignInFlow.Federated)]
    public void A_flow_that_needs_no_person_has_no_end(SignInFlow flow) => Assert.Null(Of(Credential(hours: -1) with { Flow = flow }).Until);

    [Fact]
    public void What_is_minted_lasts_as_long_as_what_it_is_minted_from()
    {
        Credential minted = Credential(hours: null) with
        {
            Service = new ServiceToken { Token = new Secret("s"), ExpiresAt = s_now.AddMinutes(25) },
        };

        Assert.Null(Of(minted, s_exchanging).Until);
        Assert.Equal(s_now.AddHours(8), Of(minted with { Tokens = minted.Tokens with { ExpiresAt = s_now.AddHours(8) } }, s_exchanging).Until);
        Assert.Equal(s_now.AddMinutes(25), Of(minted, s_plain).Until);
    }

    [Fact]
    public void A_profile_that_needs_a_sign_in_or_whose_provider_is_gone_gives_nothing_from_now_on()
    {
        UnattendedForecast dead = Of(Credential(refresh: true) with { LoginRequiredReason = "the grant was withdrawn." });
        UnattendedForecast orphan = UnattendedForecast.Of(Credential(refresh: true), null, true, s_now);

        Assert.Equal(s_now, dead.Until);
        Assert.Contains("the grant was withdrawn", dead.Reason, StringComparison.Ordinal);
        Assert.Contains("Connect-PrxAuth -Provider corp -Profile work", dead.WayOut, StringComparison.Ordinal);
        Assert.Equal(s_now, orphan.Until);
        Assert.False(orphan.Covers(TimeSpan.FromSeconds(1), s_now));
    }

    [Fact]
    public void In_doubt_and_with_renewal_off_the_token_at_hand_is_all_there_is()
    {
        UnattendedForecast doubtful = Of(Credential(refresh: true) with { RenewalReplyLost = true });
        UnattendedForecast off = UnattendedForecast.Of(Credential(refresh: true), s_plain, renewsByItself: false, s_now);

        Assert.Equal(s_now.AddHours(1), doubtful.Until);
        Assert.Contains("Update-PrxAuthToken", doubtful.WayOut, StringComparison.Ordinal);
        Assert.Equal(s_now.AddHours(1), off.Until);
        Assert.Contains("auto_refresh", off.WayOut, StringComparison.Ordinal);
    }

    private static UnattendedForecast Of(Credential credential, ProviderDefinition? provider = null) =>
        UnattendedForecast.Of(credential, provider ?? s_plain, renewsByItself: true, s_now);

    private static Credential Credential(int? hours = 1, bool refresh = false, int? refreshHours = null) => new()
    {
        Key = new ProfileKey("corp", "work"),
        Flow = SignInFlow.Browser,
        Tokens = new TokenSet
        {
            AccessToken = new Secret("a"),
            ExpiresAt = s_now + (hours is { } lives ? TimeSpan.FromHours(lives) : null),
            RefreshToken = refresh ? new Secret("r") : null,
            RefreshTokenExpiresAt = s_now + (refreshHours is { } lasts ? TimeSpan.FromHours(lasts) : null),
            ReceivedAt = s_now,
        },
        CreatedAt = s_now,
        UpdatedAt = s_now,
    };
}
