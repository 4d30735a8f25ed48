using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using PrxAuth.Cli;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tokens;
using Xunit;

namespace PrxAuth.Core.Tests.Cli;

public sealed class RenderingTests
{
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private readonly TextRenderer _text = new(new FakeTimeProvider(s_now), Ink.None, () => 80);

    [Fact]
    public void Profiles_stand_in_aligned_columns()
    {
        string? table = _text.Render(new ProfilesResult(
        [
            Profile("github-copilot", "default") with { Account = "octocat", IsActive = true, ExpiresAt = s_now.AddMinutes(25) },
            Profile("google-gemini", "work") with { Status = ProfileStatus.Expired, ExpiresAt = s_now.AddMinutes(-3) },
        ]));

        Assert.Equal(
            """
            PROVIDER        PROFILE  ACCOUNT  ACTIVE  STATUS   EXPIRES
            github-copilot  default  octocat  yes     valid    in 25 min
            google-gemini   work     -        -       expired  3 min ago
            """,
            table);
    }

    [Fact]
    public void A_long_account_is_shortened_so_that_the_table_keeps_to_the_terminal()
    {
        ProfileView profile = Profile("google-gemini", "work") with { Account = new string('a', 70) + "@example.com", ExpiresAt = s_now.AddHours(3) };

        ProfileView longer = Profile(new string('p', 64), new string('q', 64)) with { Account = profile.Account, Status = ProfileStatus.ExpiresSoon };
        Assert.All(_text.Render(new ProfilesResult([profile, longer]))!.Split('\n'), line => Assert.InRange(line.Length, 1, 80));
        Assert.All(_text.Render(new ProfilesResult([profile]))!.Split('\n'), line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains(profile.Account!, new TextRenderer(new FakeTimeProvider(s_now), Ink.None, () => null).Render(new ProfilesResult([profile])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ProfileStatus.Valid, "\e[32mvalid\e[0m")]
    [InlineData(ProfileStatus.ExpiresSoon, "\e[33mexpires-soon\e[0m")]
    [InlineData(ProfileStatus.Expired, "\e[31mexpired\e[0m")]
    [InlineData(ProfileStatus.NeedsLogin, "\e[31mneeds-login\e[0m")]
    [InlineData(ProfileStatus.InDoubt, "\e[31min-doubt\e[0m")]
    public void A_status_is_painted_where_colour_is_wanted(ProfileStatus status, string expected)
    {
        var result = new ProfilesResult([Profile("corp", "work") with { Status = status }]);

        Assert.Contains(expected, new TextRenderer(new FakeTimeProvider(s_now), new Ink(isColoured: true), () => 80).Render(result), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', _text.Render(result)!);
    }

    [Fact]
    public void An_account_name_cannot_move_the_cursor()
    {
        ProfileView profile = Profile("corp", "default") with { Account = "\e[2Jann\u202E\r" };

        Assert.All(
            new CommandResult[] { new ProfilesResult([profile]), new SignedInResult(profile), new StatusResult([new ProfileStanding(profile, TokenRenewalMode.None)]) },
            result => Assert.DoesNotContain(_text.Render(result)!, c => c is '\e' or '\u202E' or '\r'));
    }

    [Theory]
    [InlineData(ProfileStatus.Valid, 58, TokenRenewalMode.OnUse, "runs out in 58 min and is renewed", false)]
    [InlineData(ProfileStatus.ExpiresSoon, 3, TokenRenewalMode.None, "runs out in 3 min and cannot be renewed.", false)]
    [InlineData(ProfileStatus.Expired, -3, TokenRenewalMode.OnUse, "ran out 3 min ago and is renewed on the next use.", false)]
    [InlineData(ProfileStatus.Expired, -3, TokenRenewalMode.OnRequest, "prx auth refresh -P corp --profile work", false)]
    [InlineData(ProfileStatus.Expired, -3, TokenRenewalMode.None, "Sign in again: prx auth login -P corp --profile work", true)]
    [InlineData(ProfileStatus.NeedsLogin, -3, TokenRenewalMode.OnUse, "Needs a sign-in: the grant was withdrawn.", true)]
    public void A_status_says_what_comes_next(ProfileStatus status, int minutes, TokenRenewalMode renewal, string expected, bool needsLogin)
    {
        ProfileView profile = Profile("corp", "work") with
        {
            Status = status,
            StatusReason = "the grant was withdrawn.",
            ExpiresAt = s_now.AddMinutes(minutes),
        };
        var standing = new ProfileStanding(profile, renewal);

        Assert.Contains(expected, _text.Render(new StatusResult([standing])), StringComparison.Ordinal);
        Assert.Equal(needsLogin, standing.NeedsLogin);
    }

    [Theory]
    [InlineData(59, "in 59 s")]
    [InlineData(60, "in 1 min")]
    [InlineData(3_599, "in 59 min")]
    [InlineData(7_199, "in 119 min")]
    [InlineData(7_200, "in 2 h")]
    [InlineData(172_800, "in 2 days")]
    [InlineData(-180, "3 min ago")]
    public void A_time_is_said_in_one_unit_rounded_down(int seconds, string expected) =>
        Assert.Equal(expected, RelativeTime.Of(s_now.AddSeconds(seconds), s_now));

    [Fact]
    public void Profiles_in_json_have_every_member_and_utc_times()
    {
        ProfileView profile = Profile("github-copilot", "default") with
        {
            Account = "ann+test@example.com",
            ExpiresAt = new DateTimeOffset(2026, 3, 1, 14, 30, 0, TimeSpan.FromHours(2)),
            Scopes = ["read:user"],
        };

        JsonElement json = JsonDocument.Parse(JsonRenderer.Render(new ProfilesResult([profile]))).RootElement[0];

        Assert.Equal(
            [
                "provider", "profile", "account", "active", "status", "status_reason", "expires_at", "has_refresh_token", "scopes", "flow", "token_type",
                "endpoint", "created_at", "updated_at",
            ],
            json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("ann+test@example.com", json.GetProperty("account").GetString());
        Assert.Equal("2026-03-01T12:30:00Z", json.GetProperty("expires_at").GetString());
        Assert.Equal("valid", json.GetProperty("status").GetString());
        Assert.Equal("device-code", json.GetProperty("flow").GetString());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("endpoint").ValueKind);
    }

    [Fact]
    public void Only_the_token_command_gives_a_secret_away()
    {
        var credential = new Credential
        {
            Key = new ProfileKey("corp", "work"),
            Flow = SignInFlow.Browser,
            Tokens = new TokenSet
            {
                AccessToken = new Secret("the-access-token"),
                RefreshToken = new Secret("the-refresh-token"),
                ExpiresAt = s_now.AddHours(1),
                ReceivedAt = s_now,
            },
            CreatedAt = s_now,
            UpdatedAt = s_now,
        };
        var result = new TokenResult(credential, new Uri("https://api.example.com"));

        string json = JsonRenderer.Render(result);

        Assert.Equal(
            ["access_token", "token_type", "expires_at", "provider", "profile", "endpoint"],
            JsonDocument.Parse(json).RootElement.EnumerateObject().Select(member => member.Name));
        Assert.Contains("the-access-token", json, StringComparison.Ordinal);
        Assert.DoesNotContain("the-refresh-token", json, StringComparison.Ordinal);
        Assert.DoesNotContain("the-access-token", result.ToString(), StringComparison.Ordinal);
        Assert.Equal("the-access-token", _text.Render(result));
    }

    [Fact]
    public void A_client_secret_is_in_no_rendering_of_a_provider()
    {
        var provider = new ProviderDefinition { Name = "corp", DisplayName = "Corp", ClientId = "prx", ClientSecret = new Secret("client-secret-text") };
        var result = new ProvidersResult([provider]);

        Assert.DoesNotContain("client-secret-text", JsonRenderer.Render(result) + _text.Render(result) + result, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(RevocationOutcome.Revoked, null, "its tokens are revoked", "revoked")]
    [InlineData(RevocationOutcome.Failed, "The provider did not answer.", "could not be revoked: The provider did not answer.", "failed")]
    [InlineData(RevocationOutcome.Skipped, "As asked.", "not revoked: As asked.", "skipped")]
    [InlineData(RevocationOutcome.NotSupported, "It cannot.", "not revoked: It cannot.", "not_supported")]
    public void A_sign_out_says_what_became_of_the_tokens(RevocationOutcome outcome, string? reason, string text, string json)
    {
        var result = new SignedOutResult(new ProfileKey("corp", "work"), new RevocationResult(outcome, reason));

        Assert.Contains(text, _text.Render(result), StringComparison.Ordinal);
        Assert.Equal(json, JsonDocument.Parse(JsonRenderer.Render(result)).RootElement.GetProperty("revocation").GetString());
    }

    [Fact]
    public void A_failure_in_json_is_one_line_with_its_id()
    {
        string json = JsonRenderer.Render(new PrxAuthException(
            PrxAuthError.ProviderThrottled, "Slow\ndown.", "Wait.")
        { Target = "corp", RetryAfter = TimeSpan.FromSeconds(30) });

        Assert.DoesNotContain('\n', json);
        JsonElement failure = JsonDocument.Parse(json).RootElement;
        Assert.Equal("ProviderThrottled", failure.GetProperty("error").GetString());
        Assert.Equal(30, failure.GetProperty("retry_after_seconds").GetDouble());
        Assert.True(failure.GetProperty("transient").GetBoolean());
    }

    [Theory]
    [InlineData("Sign in again: Connect-PrxAuth -Provider corp -Profile work", "Sign in again: prx auth login -P corp --profile work")]
    [InlineData("Run Connect-PrxAuth -Provider corp -ClientCredential", "Run prx auth login -P corp --client-credential")]
    [InlineData(
        "Run Connect-PrxAuth -Provider corp -Token (Read-Host -AsSecureString), or prx auth paste-token --provider corp",
        "Run prx auth paste-token --provider corp")]
    [InlineData("Run Connect-PrxAuth -Provider corp -Token (Read-Host -AsSecureString)", "Run prx auth paste-token -P corp")]
    [InlineData("Run Update-PrxAuthToken -Provider corp, or set auto_refresh = true.", "Run prx auth refresh -P corp, or set auto_refresh = true.")]
    [InlineData("Sign in again; -TimeoutSeconds gives more time.", "Sign in again; --timeout gives more time.")]
    [InlineData("Choose another with -Port (--port).", "Choose another with --port.")]
    [InlineData("An API key can be stored with -Token instead.", "An API key can be stored with prx auth paste-token instead.")]
    [InlineData("Set a desktop-Token or client_id in 'a -b c'.", "Set a desktop-Token or client_id in 'a -b c'.")]
    public void A_recommendation_is_said_in_words_of_prx(string recommendation, string expected) =>
        Assert.Equal(expected, CommandVocabulary.Translate(recommendation));

    private static ProfileView Profile(string provider, string profile) => new()
    {
        Key = new ProfileKey(provider, profile),
        IsActive = false,
        Status = ProfileStatus.Valid,
        HasRefreshToken = true,
        Flow = SignInFlow.DeviceCode,
        CreatedAt = s_now,
        UpdatedAt = s_now,
    };
}
