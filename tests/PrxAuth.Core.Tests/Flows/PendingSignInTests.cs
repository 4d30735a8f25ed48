using System.Text;
using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Sign-ins that are started here and finished elsewhere.</summary>
public sealed class PendingSignInTests
{
    [Fact]
    public async Task A_session_finishes_what_another_one_started()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson { IsInteractive = false };
        PendingSignIn started = await StartAsync(world, "corp");

        Credential credential = await CompleteAsync(world, await RedirectAsync(started.Address));

        Assert.Equal(("alice@example.test", started.Key), (credential.Account, credential.Key));
        Assert.Empty(PendingFiles(world));
        await world.FailsAsync(PrxAuthError.PendingSignInMissing, () => CompleteAsync(world, "code=x&state=y"));
    }

    [Theory]
    [InlineData("corp", SignInFlow.Browser)]
    [InlineData("google-gemini", SignInFlow.Paste)]
    public async Task The_session_that_waits_returns_the_profile_that_another_one_finished(string provider, SignInFlow flow)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Browser.Starts = false;
        Task<Credential> waiting = world.SignInAsync(provider, flow);
        Uri address = await world.Person.Address;

        Credential finished = await CompleteAsync(world, await RedirectAsync(address), session: world.Open());
        Credential waited = await world.RunClockAsync(waiting);

        Assert.Equal((finished.Account, finished.Generation), (waited.Account, waited.Generation));
        Assert.Empty(PendingFiles(world));
    }

    [Fact]
    public async Task The_session_that_waits_hears_that_the_sign_in_was_denied_elsewhere()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Browser.Starts = false;
        Task<Credential> waiting = world.SignInAsync("corp");
        string state = HttpUtility.ParseQueryString((await world.Person.Address).Query)["state"]!;

        string denial = $"error=access_denied&state={state}&iss={Uri.EscapeDataString(Issuer(world))}";
        await world.FailsAsync(PrxAuthError.AccessDenied, () => CompleteAsync(world, denial, session: world.Open()));

        await world.FailsAsync(PrxAuthError.PendingSignInTaken, () => world.RunClockAsync(waiting));
        Assert.Empty(PendingFiles(world));
    }

    [Fact]
    public async Task A_wrong_paste_leaves_the_sign_in_pending()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        PendingSignIn started = await StartAsync(world, "corp");
        PendingSignIn other = await StartAsync(world, "google-gemini");
        string redirect = await RedirectAsync(started.Address);
        foreach (string wrong in new[]
        {
            "hello", "4/0Abarecode", "code=stolen&state=another", "code=stolen",
            redirect.Replace("iss=", "iss=https%3A%2F%2Fevil.example%2F&was=", StringComparison.Ordinal),
            await RedirectAsync(other.Address),
        })
        {
            await world.FailsAsync(PrxAuthError.RedirectInvalid, () => CompleteAsync(world, wrong, "corp"));
        }

        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
        Assert.Equal("alice@example.test", (await CompleteAsync(world, redirect, "corp")).Account);
    }

    [Fact]
    public async Task The_address_of_another_providers_sign_in_says_whose_it_is()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await StartAsync(world, "corp");
        PendingSignIn other = await StartAsync(world, "google-gemini");

        string redirect = await RedirectAsync(other.Address);
        PrxAuthException failure = await world.FailsAsync(PrxAuthError.RedirectInvalid, () => CompleteAsync(world, redirect, "corp"));

        Assert.Contains("google-gemini/default", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_state_finds_the_right_one_of_two()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        PendingSignIn first = await StartAsync(world, "corp", "a");
        PendingSignIn second = await StartAsync(world, "corp", "b");

        Assert.Equal("b", (await CompleteAsync(world, await RedirectAsync(second.Address), "corp")).Key.Profile);
        Assert.Equal("a", (await CompleteAsync(world, await RedirectAsync(first.Address))).Key.Profile);
    }

    [Fact]
    public async Task A_new_start_replaces_the_old_one()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        string old = await RedirectAsync((await StartAsync(world, "corp")).Address);
        PendingSignIn second = await StartAsync(world, "corp");

        await world.FailsAsync(PrxAuthError.RedirectInvalid, () => CompleteAsync(world, old));
        Assert.Equal("alice@example.test", (await CompleteAsync(world, await RedirectAsync(second.Address))).Account);
    }

    [Fact]
    public async Task One_that_is_waited_for_goes_on_when_a_new_start_replaces_its_record()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Browser.Starts = false;
        Task<Credential> waiting = world.SignInAsync("corp");
        Uri address = await world.Person.Address;
        await StartAsync(world, "corp");

        await world.Browser.VisitAsync(address);

        Assert.Equal("alice@example.test", (await waiting).Account);
        Assert.Single(PendingFiles(world));
    }

    [Fact]
    public async Task After_fifteen_minutes_it_has_run_out_and_the_next_sign_in_takes_it_away()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        string redirect = await RedirectAsync((await StartAsync(world, "corp", "old")).Address);
        world.Clock.Advance(PendingSignIn.Lifetime);

        await world.FailsAsync(PrxAuthError.PendingSignInExpired, () => CompleteAsync(world, redirect));
        await world.SignInAsync("corp", profile: "new");

        Assert.Empty(PendingFiles(world));
        await world.FailsAsync(PrxAuthError.PendingSignInMissing, () => CompleteAsync(world, redirect));
    }

    [Fact]
    public async Task A_store_that_was_sealed_anew_has_forgotten_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        string redirect = await RedirectAsync((await StartAsync(world, "corp")).Address);
        world.Environment["PRX_NEW_MASTER_KEY"] = "hex:" + new string('7', 64);
        using (FileCredentialStore store = world.OpenStore())
        {
            await store.ResealAsync(new ResealRequest(), SimulatedWorld.Cancellation);
        }

        world.Environment["PRX_MASTER_KEY"] = world.Environment["PRX_NEW_MASTER_KEY"];
        AuthSession fresh = world.Open();
        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.PendingSignInExpired, () => CompleteAsync(world, redirect, session: fresh));
        await world.SignInAsync("corp", session: fresh);

        Assert.Empty(PendingFiles(world));
    }

    [Fact]
    public async Task It_is_gone_after_success_time_out_and_cancellation()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        Assert.Empty(PendingFiles(world));

        world.Browser.Starts = false;
        await world.FailsAsync(PrxAuthError.SignInTimedOut, () => world.RunClockAsync(world.SignInAsync("corp")));
        Assert.Empty(PendingFiles(world));

        using var stop = new CancellationTokenSource();
        world.Person = new ScriptedPerson();
        Task<Credential> waiting = world.Session.SignIn.SignInAsync(new SignInRequest { Provider = "corp" }, world.Person, stop.Token);
        await world.Person.Address;
        Assert.Single(PendingFiles(world));
        await stop.CancelAsync();
        await SimulatedWorld.EndsAsync(waiting);
        Assert.Empty(PendingFiles(world));
    }

    [Fact]
    public async Task A_code_that_the_provider_refuses_ends_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        PendingSignIn started = await StartAsync(world, "corp");
        string refused = $"code=unknown&state={Uri.EscapeDataString(started.Proof.State)}&iss={Uri.EscapeDataString(Issuer(world))}";

        await Assert.ThrowsAsync<PrxAuthException>(() => CompleteAsync(world, refused));

        Assert.Empty(PendingFiles(world));
    }

    [Fact]
    public async Task Of_many_that_finish_at_once_one_does()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        string redirect = await RedirectAsync((await StartAsync(world, "corp")).Address);

        PrxAuthError?[] ends = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            try
            {
                await CompleteAsync(world, redirect, session: world.Open());
                return (PrxAuthError?)null;
            }
            catch (PrxAuthException e)
            {
                return e.Error;
            }
        }));

        Assert.Single(ends, end => end is null);
        Assert.All(ends.OfType<PrxAuthError>(), end => Assert.Contains(end, new[] { PrxAuthError.PendingSignInTaken, PrxAuthError.PendingSignInMissing }));
        Assert.Equal(1, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
    }

    [Fact]
    public async Task A_provider_without_a_flow_that_ends_at_an_address_is_refused()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.FailsAsync(PrxAuthError.FlowNotSupported, () => StartAsync(world, "github-copilot"));
    }

    [Fact]
    public async Task The_file_holds_nothing_that_can_be_read()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        PendingSignIn started = await StartAsync(world, "corp");
        byte[] file = await File.ReadAllBytesAsync(Assert.Single(PendingFiles(world)), SimulatedWorld.Cancellation);
        string raw = Encoding.Latin1.GetString(file);

        foreach (string secret in new[] { started.Proof.Verifier.Reveal(), started.Proof.State, started.Proof.Nonce })
        {
            byte[] bytes = Encoding.UTF8.GetBytes(secret);
            Assert.All(
                [secret, Convert.ToBase64String(bytes).TrimEnd('='), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes)],
                form => Assert.DoesNotContain(form, raw, StringComparison.Ordinal));
        }

        Assert.DoesNotContain(started.Proof.State, started.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pending_file_does_not_open_as_a_profile_nor_a_profile_as_a_pending_one()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        string profile = Path.Join(world.SecretsDirectory, Assert.Single(world.SealedFiles()).Key);
        string redirect = await RedirectAsync((await StartAsync(world, "corp")).Address);
        string pending = Assert.Single(PendingFiles(world));
        byte[] pendingBytes = await File.ReadAllBytesAsync(pending, SimulatedWorld.Cancellation);

        File.Copy(profile, pending, overwrite: true);
        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.PendingSignInExpired, () => CompleteAsync(world, redirect));

        await File.WriteAllBytesAsync(profile, pendingBytes, SimulatedWorld.Cancellation);
        await SimulatedWorld.FailsAndChangesAsync(PrxAuthError.SealedFileDamaged, () => world.GetAsync("corp", session: world.Open()));
    }

    private static Task<PendingSignIn> StartAsync(SimulatedWorld world, string provider, string? profile = null) =>
        world.Session.SignIn.StartAsync(new SignInRequest { Provider = provider, Profile = profile }, world.Person, SimulatedWorld.Cancellation);

    private static Task<Credential> CompleteAsync(
        SimulatedWorld world, string redirect, string? provider = null, string? profile = null, AuthSession? session = null) =>
        (session ?? world.Session).SignIn.CompleteAsync(provider, profile, new Secret(redirect), world.Person, SimulatedWorld.Cancellation);

    // Where the browser is sent; nobody needs to listen there.
    private static async Task<string> RedirectAsync(Uri address)
    {
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false });
        using HttpResponseMessage page = await http.GetAsync(address, SimulatedWorld.Cancellation);
        return page.Headers.Location!.AbsoluteUri;
    }

    private static string Issuer(SimulatedWorld world) => world.Session.Catalog.Current().Catalog.Resolve("corp").Issuer!;

    private static string[] PendingFiles(SimulatedWorld world) => Directory.Exists(world.SecretsDirectory)
        ? Directory.GetFiles(world.SecretsDirectory, "*.pending", SearchOption.AllDirectories)
        : [];
}
