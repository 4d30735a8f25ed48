using System.Web;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Signing in with a browser elsewhere, whose last address is pasted.</summary>
public sealed class PasteSignInTests
{
    [Theory]
    [InlineData("{0}")]
    [InlineData("  \"{0}\" \n")]
    [InlineData("{0}#")]
    public async Task The_pasted_address_signs_in(string pasted)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = Pasting(redirect => string.Format(System.Globalization.CultureInfo.InvariantCulture, pasted, redirect.AbsoluteUri));

        Credential credential = await world.SignInAsync("corp", SignInFlow.Paste);

        Assert.Equal(SignInFlow.Paste, credential.Flow);
        Assert.Equal("alice@example.test", credential.Account);
        Assert.Empty(world.Browser.Opened);
    }

    [Fact]
    public async Task The_query_alone_is_enough()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = Pasting(redirect => redirect.Query[1..]);

        Assert.Equal("alice@example.test", (await world.SignInAsync("google-gemini", SignInFlow.Paste)).Account);
    }

    [Fact]
    public async Task A_redirect_that_arrives_by_itself_ends_the_wait_for_the_paste()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        CancellationToken readingWasCancelled = default;
        world.Person = new ScriptedPerson
        {
            Paste = async (address, cancellationToken) =>
            {
                readingWasCancelled = cancellationToken;
                _ = world.Browser.TryOpenAsync(address, CancellationToken.None);
                await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
                return string.Empty;
            },
        };

        Credential credential = await world.SignInAsync("corp", SignInFlow.Paste);

        Assert.Equal("alice@example.test", credential.Account);
        Assert.True(readingWasCancelled.IsCancellationRequested);
        Assert.Contains("alice@example.test", await world.Browser.LastPageAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_of_ones_own_choice_is_told_with_the_command_that_forwards_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = Pasting(redirect => redirect.AbsoluteUri);
        using var free = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        free.Start();
        int port = ((System.Net.IPEndPoint)free.LocalEndpoint).Port;
        free.Stop();

        await world.SignInAsync("corp", SignInFlow.Paste);
        Assert.Empty(world.Person.Notices);
        await world.SignInAsync(new SignInRequest { Provider = "corp", Flow = SignInFlow.Paste, Port = port });

        Assert.Contains($"ssh -L {port}:127.0.0.1:{port} HOST", Assert.Single(world.Person.Notices), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hello")]
    [InlineData("https://example.test/")]
    [InlineData("http://127.0.0.1/callback?code=%zz&state=x")]
    [InlineData("code=a&code=b&state=c")]
    [InlineData("4/0Abarecode")]
    public async Task Garbage_is_asked_again_then_refused_and_nothing_is_kept(string pasted)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        int asked = 0;
        world.Person = Pasting(_ =>
        {
            asked++;
            return pasted;
        });

        PrxAuthException failure = await world.FailsAsync(
            PrxAuthError.RedirectInvalid, () => world.SignInAsync("corp", SignInFlow.Paste));

        Assert.Contains("http://127.0.0.1:", failure.Recommendation, StringComparison.Ordinal);
        Assert.Equal(3, asked);
        Assert.Equal(2, world.Person.Notices.Count);
        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
    }

    [Fact]
    public async Task A_wrong_paste_can_be_put_right()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Queue<string> clipboard = new(["something else", "https://example.test/"]);
        world.Person = Pasting(redirect => clipboard.TryDequeue(out string? wrong) ? wrong : redirect.AbsoluteUri);

        Assert.Equal("alice@example.test", (await world.SignInAsync("corp", SignInFlow.Paste)).Account);
        Assert.Empty(clipboard);
    }

    [Fact]
    public async Task An_empty_paste_leaves_it_to_the_browser()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = new ScriptedPerson { Paste = static (_, _) => Task.FromResult(" ") };

        Task<Credential> signingIn = world.SignInAsync("corp", SignInFlow.Paste);
        await world.Browser.VisitAsync(await world.Person.Address);

        Assert.Equal("alice@example.test", (await signingIn).Account);
    }

    [Theory]
    [InlineData("state", "another-state")]
    [InlineData("state", null)]
    [InlineData("iss", "https://evil.example")]
    [InlineData("iss", null)]
    [InlineData("code", null)]
    [Conformance("N07", "N20")]
    public async Task An_address_of_another_sign_in_is_refused_before_its_code_is_used(string parameter, string? value)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Person = Pasting(redirect => Change(redirect, parameter, value));

        await world.FailsAsync(PrxAuthError.RedirectInvalid, () => world.SignInAsync("corp", SignInFlow.Paste));

        Assert.Equal(0, world.Control.Counts(SimulatorArea.Oidc).AllTokenRequests);
    }

    [Fact]
    public async Task A_pasted_refusal_is_a_refusal()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.Control.Consent = ConsentMode.Deny;
        world.Person = Pasting(redirect => redirect.AbsoluteUri);

        await world.FailsAsync(PrxAuthError.AccessDenied, () => world.SignInAsync("corp", SignInFlow.Paste));
    }

    [Fact]
    public async Task A_provider_whose_page_shows_the_code_takes_the_bare_code_and_checks_a_state_beside_it()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace(
            "[providers.corp]", "[providers.corp]\npaste_redirect_uri = \"http://127.0.0.1/callback\"", StringComparison.Ordinal));

        world.Person = Pasting(redirect => Parameter(redirect, "code") + "#not-the-state");
        await world.FailsAsync(PrxAuthError.RedirectInvalid, () => world.SignInAsync("corp", SignInFlow.Paste));

        world.Person = Pasting(_ => " ");
        await world.FailsAsync(PrxAuthError.RedirectInvalid, () => world.SignInAsync("corp", SignInFlow.Paste));

        world.Person = Pasting(redirect => redirect.AbsoluteUri);
        Credential whole = await world.SignInAsync("corp", SignInFlow.Paste);

        Assert.Equal("alice@example.test", whole.Account);
    }

    [Theory]
    [InlineData("{0}")]
    [InlineData("{0}#{1}")]
    public async Task A_bare_code_signs_in_where_the_provider_promises_no_issuer(string pasted)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text.Replace(
            "[providers.google-gemini]", "[providers.google-gemini]\npaste_redirect_uri = \"http://127.0.0.1/callback\"", StringComparison.Ordinal));
        world.Person = Pasting(redirect => string.Format(
            System.Globalization.CultureInfo.InvariantCulture, pasted, Parameter(redirect, "code"), Parameter(redirect, "state")));

        Assert.Equal("alice@example.test", (await world.SignInAsync("google-gemini", SignInFlow.Paste)).Account);
    }

    private static ScriptedPerson Pasting(Func<Uri, string> choose) => new()
    {
        Paste = async (address, _) => choose(await HttpBrowser.FindRedirectAsync(address)),
    };

    private static string Parameter(Uri redirect, string name) => HttpUtility.ParseQueryString(redirect.Query)[name]!;

    private static string Change(Uri redirect, string name, string? value)
    {
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(redirect.Query);
        query.Remove(name);
        if (value is not null)
        {
            query[name] = value;
        }

        // A parameter nobody knows keeps "code=" in the text where the code itself is taken away.
        return $"{redirect.GetLeftPart(UriPartial.Path)}?{query}&other_code=1";
    }
}
