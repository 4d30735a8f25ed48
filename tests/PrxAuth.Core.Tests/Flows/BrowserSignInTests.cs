using System.Net;
using System.Net.Sockets;
using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Signing in with a browser and a loopback redirect.</summary>
public sealed class BrowserSignInTests
{
    [Fact]
    public async Task A_browser_signs_in_to_a_provider_known_by_its_issuer_alone()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Credential credential = await world.SignInAsync("corp");

        Assert.Equal(new ProfileKey("corp", "default"), credential.Key);
        Assert.Equal(SignInFlow.Browser, credential.Flow);
        Assert.Equal("alice@example.test", credential.Account);
        Assert.Equal("alice-1001", credential.Subject);
        Assert.Equal(SimulatorClients.Cli, credential.ClientId);
        Assert.Equal(1, credential.Generation);
        Assert.NotNull(credential.Tokens.RefreshToken);
        Assert.NotNull(credential.Tokens.IdToken);
        Assert.Equal(world.Clock.GetUtcNow() + TimeSpan.FromHours(1), credential.ExpiresAt!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal(["openid", "profile", "email", "offline_access"], credential.Tokens.Scopes);
        Assert.True(world.Person.BrowserWasOpened);
        Assert.Contains("alice@example.test", await world.Browser.LastPageAsync(), StringComparison.Ordinal);
        Credential kept = await world.GetAsync("corp", session: world.Open());
        Assert.Equal(credential.UsableToken, kept.UsableToken);
        Assert.Equal(credential.Tokens.RefreshToken, kept.Tokens.RefreshToken);
    }

    [Fact]
    public async Task A_browser_signs_in_to_google_with_a_secret_and_a_checked_id_token()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Credential credential = await world.SignInAsync("gemini");

        Assert.Equal(new ProfileKey("google-gemini", "default"), credential.Key);
        Assert.Equal("alice@example.test", credential.Account);
        Assert.Equal("100000000000000001001", credential.Subject);
        Assert.Contains("https://www.googleapis.com/auth/cloud-platform", credential.Tokens.Scopes);
        Assert.NotNull(credential.Tokens.RefreshToken);
    }

    [Fact]
    [Conformance("N02", "N03", "N22", "C17")]
    public async Task The_authorization_request_has_all_that_protects_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await world.SignInAsync("corp");
        await world.SignInAsync("corp");

        Uri[] opened = [.. world.Browser.Opened];
        System.Collections.Specialized.NameValueCollection first = HttpUtility.ParseQueryString(opened[0].Query);
        System.Collections.Specialized.NameValueCollection second = HttpUtility.ParseQueryString(opened[1].Query);
        Assert.Equal("S256", first["code_challenge_method"]);
        Assert.Equal("code", first["response_type"]);
        Assert.StartsWith("http://127.0.0.1:", first["redirect_uri"], StringComparison.Ordinal);
        Assert.Null(first["code_verifier"]);
        foreach (string name in (string[])["state", "nonce", "code_challenge"])
        {
            Assert.Equal(43, first[name]!.Length);
            Assert.NotEqual(first[name], second[name]);
        }

        Assert.Equal(3, new HashSet<string?>([first["state"], first["nonce"], first["code_challenge"]]).Count);
    }

    [Theory]
    [InlineData(ConsentMode.Approve, false)]
    [InlineData(ConsentMode.Deny, false)]
    [InlineData(ConsentMode.Ignore, false)]
    [InlineData(ConsentMode.Ignore, true)]
    [Conformance("N05")]
    public async Task The_port_is_open_from_the_request_to_the_answer_alone(ConsentMode consent, bool isCancelled)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Consent = consent;
        bool wasOpen = false;
        world.Browser.Detour = address =>
        {
            wasOpen = IsOpen(PortOf(address));
            return address;
        };
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(SimulatedWorld.Cancellation);

        Task<Credential> signingIn = world.Session.SignIn.SignInAsync(
            new SignInRequest { Provider = "corp", Timeout = TimeSpan.FromSeconds(20) }, world.Person, cancelling.Token);
        Uri address = await world.Person.Address;
        if (isCancelled)
        {
            await cancelling.CancelAsync();
            await SimulatedWorld.EndsAsync(signingIn);
        }
        else if (consent == ConsentMode.Approve)
        {
            await signingIn;
        }
        else
        {
            await SimulatedWorld.FailsAndChangesAsync(
                consent == ConsentMode.Deny ? PrxAuthError.AccessDenied : PrxAuthError.SignInTimedOut, () => world.RunClockAsync(signingIn));
        }

        Assert.True(wasOpen);
        Assert.False(IsOpen(PortOf(address)));
    }

    [Fact]
    [Conformance("N39")]
    public async Task Scopes_asked_for_replace_the_usual_ones_and_the_scopes_granted_are_kept()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Google.DroppedScope = "https://www.googleapis.com/auth/cloud-platform";

        Credential corp = await world.SignInAsync(new SignInRequest { Provider = "corp", Scopes = ["openid", "api"] });
        Credential google = await world.SignInAsync("google-gemini");

        Assert.Equal(["openid", "api"], corp.Tokens.Scopes);
        Assert.Null(corp.Tokens.RefreshToken);
        Assert.Equal(["openid", "https://www.googleapis.com/auth/userinfo.email"], google.Tokens.Scopes);
    }

    [Fact]
    public async Task Two_profiles_of_one_provider_stand_side_by_side()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        Credential alice = await world.SignInAsync("corp", profile: "home");
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;
        Credential bob = await world.SignInAsync("corp", profile: "work");

        Assert.Equal("alice@example.test", (await world.GetAsync("corp", "home")).Account);
        Assert.Equal("bob@example.test", (await world.GetAsync("corp", "work")).Account);
        Assert.NotEqual(alice.UsableToken, bob.UsableToken);
        Assert.Equal(2, world.SealedFiles().Count);
    }

    [Fact]
    public async Task The_profile_that_the_config_names_is_meant_when_none_is_named()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace("[providers.corp]", "[providers.corp]\nauth_profile = \"work\"", StringComparison.Ordinal));

        Credential credential = await world.SignInAsync("corp");

        Assert.Equal("work", credential.Key.Profile);
        ProfileView view = await world.Session.Profiles.GetAsync(credential.Key, SimulatedWorld.Cancellation);
        Assert.True(view.IsActive);
        Assert.Equal(ProfileStatus.Valid, view.Status);
    }

    [Fact]
    public async Task A_new_sign_in_over_a_profile_keeps_its_birthday_for_the_same_account_only()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");

        world.Clock.Advance(TimeSpan.FromMinutes(10));
        Credential again = await world.SignInAsync("corp");
        world.Clock.Advance(TimeSpan.FromMinutes(10));
        world.Control.CurrentUser = SimulatorUser.Find("bob")!;
        Credential other = await world.SignInAsync(new SignInRequest { Provider = "corp", Force = true });

        Assert.Equal([1, 2, 3], new[] { first.Generation, again.Generation, other.Generation });
        Assert.Equal(first.CreatedAt, again.CreatedAt);
        Assert.NotEqual(first.UsableToken, again.UsableToken);
        Assert.Equal(other.UpdatedAt, other.CreatedAt);
        Assert.Equal("bob@example.test", (await world.GetAsync("corp")).Account);
    }

    [Fact]
    public async Task A_new_sign_in_is_the_way_out_of_a_damaged_file()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        string file = Path.Join(world.SecretsDirectory, Assert.Single(world.SealedFiles()).Key);
        byte[] damaged = await File.ReadAllBytesAsync(file, SimulatedWorld.Cancellation);
        damaged[^1] ^= 1;
        await File.WriteAllBytesAsync(file, damaged, SimulatedWorld.Cancellation);
        AuthSession fresh = world.Open();
        await world.FailsAsync(PrxAuthError.SealedFileDamaged, () => world.GetAsync("corp", session: fresh));

        await world.SignInAsync("corp", session: fresh);

        Assert.Equal("alice@example.test", (await world.GetAsync("corp", session: fresh)).Account);
        string[] kept = Directory.GetFiles(Path.GetDirectoryName(file)!);
        Assert.Contains(kept, other => other != file && File.ReadAllBytes(other).AsSpan().SequenceEqual(damaged));
    }

    [Fact]
    public async Task A_browser_that_cannot_start_leaves_the_address_to_the_person()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Browser.Starts = false;

        Task<Credential> signingIn = world.SignInAsync("corp");
        Uri address = await world.Person.Address.WaitAsync(SimulatedWorld.Cancellation);
        string page = await world.Browser.VisitAsync(address);
        Credential credential = await signingIn;

        Assert.False(world.Person.BrowserWasOpened);
        Assert.Contains(world.Person.Notices, notice => notice.Contains("could not be started", StringComparison.Ordinal));
        Assert.Contains("alice@example.test", page, StringComparison.Ordinal);
        Assert.Equal("alice@example.test", credential.Account);
    }

    [Fact]
    public async Task A_stray_redirect_does_not_end_the_sign_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Browser.Starts = false;

        Task<Credential> signingIn = world.SignInAsync("corp");
        Uri address = await world.Person.Address.WaitAsync(SimulatedWorld.Cancellation);
        string redirect = HttpUtility.ParseQueryString(address.Query)["redirect_uri"]!;
        await world.Browser.VisitAsync(new Uri($"{redirect}?code=stolen&state=not-the-state"));
        await world.Browser.VisitAsync(address);

        Assert.Equal("alice@example.test", (await signingIn).Account);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
    }

    [Fact]
    public async Task The_name_of_the_account_is_asked_for_where_the_id_token_lacks_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Google.IdToken = IdTokenFlaw.Absent;

        Credential credential = await world.SignInAsync("google-gemini");

        Assert.Equal("alice@example.test", credential.Account);
        Assert.Equal("100000000000000001001", credential.Subject);
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Google).AccountRequests);
    }

    [Fact]
    public async Task An_account_endpoint_that_fails_costs_the_name_and_not_the_sign_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Google.IdToken = IdTokenFlaw.Absent;
        world.Control.Break("/google/v1/userinfo", FaultMode.Reset, count: 3);

        Credential credential = await world.SignInAsync("google-gemini");

        Assert.Null(credential.Account);
        Assert.Contains(world.Person.Steps, step => step.Contains("account's name", StringComparison.Ordinal));
        Assert.Single(world.SealedFiles());
    }

    [Fact]
    public async Task The_wait_for_the_person_is_told_and_ends()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        await world.SignInAsync("corp");

        Assert.Equal(TimeSpan.FromMinutes(5), world.Person.Waits.First().Remaining);
        Assert.True(world.Person.Waits.Last().IsOver);
    }

    private static int PortOf(Uri address) => new Uri(HttpUtility.ParseQueryString(address.Query)["redirect_uri"]!).Port;

    private static bool IsOpen(int port)
    {
        using Socket client = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
