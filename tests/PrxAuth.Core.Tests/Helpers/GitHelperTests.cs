using PrxAuth.Cli;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The lines that git and the helper exchange. <see cref="GitCloneTests"/> has the real git.</summary>
public sealed class GitHelperTests
{
    private const string Host = "protocol=https\nhost=git.example.test\n";

    [Fact]
    public async Task Get_answers_a_user_name_the_token_and_when_it_runs_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");

        HelperWorld.Answer answer = await world.AskAsync("git -P corp get", Host + "path=a/b.git\nunknown=1\n\nnot=read\n");

        Assert.Equal(ExitStatus.Done, answer.Status);
        Assert.Equal(
            $"username=oauth2\npassword={credential.UsableToken.Reveal()}\npassword_expiry_utc={credential.ExpiresAt!.Value.ToUnixTimeSeconds()}", answer.Output);
        Assert.Empty(answer.FrontEnd.Steps);
    }

    [Theory]
    [InlineData("git -P corp get", "username=alice\n", "username=alice\n")]
    [InlineData("git -P corp --username x-token-auth get", "username=alice\n", "username=x-token-auth\n")]
    public async Task The_user_name_is_the_one_asked_for_or_configured(string words, string asked, string expected)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");

        Assert.StartsWith(expected, (await world.AskAsync(words, Host + asked)).Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("capability[]=authtype\nwwwauth[]=Bearer realm=\"x\"\n", true)]
    [InlineData("capability[]=authtype\nwwwauth[]=Basic realm=\"x\"\nwwwauth[]=bearer\n", true)]
    [InlineData("capability[]=authtype\nwwwauth[]=Basic realm=\"x\"\n", false)]
    [InlineData("capability[]=state\nwwwauth[]=Bearer\n", false)]
    [InlineData("wwwauth[]=Bearer\n", false)]
    [InlineData("capability[]=authtype\ncapability[]=\nwwwauth[]=Bearer\n", false)]
    [InlineData("capability[]=authtype\nwwwauth[]=Bearer\nwwwauth[]=\nwwwauth[]=Basic\n", false)]
    public async Task A_bearer_token_is_for_a_git_that_knows_them_and_a_server_that_wants_one(string more, bool isBearer)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");

        string[] lines = (await world.AskAsync("git -P corp get", Host + more)).Output.Split('\n');

        Assert.Equal(
            isBearer
                ? ["capability[]=authtype", "authtype=Bearer", $"credential={credential.UsableToken.Reveal()}", "ephemeral=1"]
                : ["username=oauth2", $"password={credential.UsableToken.Reveal()}"],
            lines[..^1]);
    }

    [Fact]
    public async Task The_host_tells_the_login_where_none_is_named()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.NameHosts("git.example.test", "git.example.test:8443");

        Assert.Contains(credential.UsableToken.Reveal(), (await world.AskAsync("git get", Host)).Output, StringComparison.Ordinal);
        Assert.Contains(credential.UsableToken.Reveal(), (await world.AskAsync("git get", "protocol=https\nhost=GIT.example.test:8443\n")).Output, StringComparison.Ordinal);
        foreach (string other in (string[])["git.example.test:99", "example.test", "evil-git.example.test", "git.example.test.evil.test", "x@git.example.test"])
        {
            HelperWorld.Answer none = await world.AskAsync("git get", $"protocol=https\nhost={other}\n");
            Assert.Equal((ExitStatus.Done, ""), (none.Status, none.Output));
        }
    }

    [Fact]
    public async Task Providers_that_share_a_host_are_told_apart_by_who_is_signed_in()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(new SimulatorOptions { AutoApproveDevice = true });
        string here = $"protocol=http\nhost={world.Server.BaseAddress.Authority}\n";
        Assert.Empty((await world.AskAsync("git get", here)).Output);

        Credential corp = await world.SignInAsync("corp");
        Assert.Contains(corp.UsableToken.Reveal(), (await world.AskAsync("git get", here)).Output, StringComparison.Ordinal);

        await world.SignInAsync("google-gemini");
        HelperWorld.Answer ambiguous = await world.AskAsync("git get", here);
        Assert.Equal((ExitStatus.Done, ""), (ambiguous.Status, ambiguous.Output));
        Assert.Contains("corp, google-gemini", Assert.Single(ambiguous.FrontEnd.Steps), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("protocol=http\nhost=git.example.test\n")]
    [InlineData("protocol=ssh\nhost=git.example.test\n")]
    [InlineData("protocol=cert\npath=/a.pem\n")]
    [InlineData("")]
    [InlineData("nonsense\n=\n")]
    public async Task What_is_not_on_the_web_or_not_encrypted_gets_nothing(string input)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");

        HelperWorld.Answer answer = await world.AskAsync("git -P corp get", input);

        Assert.Equal((ExitStatus.Done, ""), (answer.Status, answer.Output));
    }

    [Fact]
    public async Task Store_and_what_git_invents_later_are_ignored()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        IReadOnlyDictionary<string, string> before = world.SealedFiles();

        Assert.Equal(ExitStatus.Done, (await world.AskAsync("git -P corp store", Host + "username=a\npassword=b\n")).Status);
        Assert.Equal(ExitStatus.Done, (await world.AskAsync("git -P corp frobnicate", Host)).Status);

        Assert.Equal(before, world.SealedFiles());
    }

    [Fact]
    public async Task Erase_lets_the_next_get_renew_and_keeps_the_login()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");

        HelperWorld.Answer erased = await world.AskAsync("git -P corp erase", Host + $"username=oauth2\npassword={first.UsableToken.Reveal()}\n");
        Assert.Equal((ExitStatus.Done, ""), (erased.Status, erased.Output));
        Assert.NotEmpty(world.Session.Profiles.ListKeys("corp"));

        await world.AskAsync("git -P corp get", Host);
        Credential second = await world.GetAsync("corp");
        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.True(second.IsValidFor(TimeSpan.FromMinutes(5), world.Time.GetUtcNow()));

        // What was refused before the renewal says nothing of the token that came by it.
        await world.AskAsync("git -P corp erase", Host + $"password={first.UsableToken.Reveal()}\n");
        await world.AskAsync("git -P corp get", Host);
        Assert.Equal(second.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Fact]
    public async Task Erase_never_costs_a_login_that_cannot_be_renewed()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync(new Core.Flows.SignInRequest { Provider = "anthropic", Flow = Core.Flows.SignInFlow.GivenToken, GivenToken = new Secret("sk-ant-1") });

        await world.AskAsync("git -P anthropic erase", Host + "password=sk-ant-1\n");

        Assert.Equal("sk-ant-1", (await world.GetAsync("anthropic")).UsableToken.Reveal());
    }

    [Fact]
    public async Task A_login_that_is_over_is_a_failure_with_the_way_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        HelperWorld.Answer answer = await world.AskAsync("git -P corp get", Host);

        Assert.Equal((ExitStatus.LoginNeeded, ""), (answer.Status, answer.Output));
        Assert.Equal(PrxAuthError.ProfileNotFound, Assert.Single(answer.FrontEnd.Errors).Error);
    }

    [Fact]
    public async Task A_token_that_is_bound_to_a_key_is_not_handed_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.EditConfig(text => text + world.Server.CreateProtocolConfigToml());
        await world.SignInAsync("corp-dpop");

        HelperWorld.Answer answer = await world.AskAsync("git -P corp-dpop get", Host);

        Assert.Equal((ExitStatus.Failed, ""), (answer.Status, answer.Output));
        Assert.Equal(PrxAuthError.ProofAddressMissing, Assert.Single(answer.FrontEnd.Errors).Error);
    }
}
