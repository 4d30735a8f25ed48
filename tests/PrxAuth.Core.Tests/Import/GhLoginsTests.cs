using PrxAuth.Core.Import;
using Xunit;

namespace PrxAuth.Core.Tests.Import;

/// <summary>The GitHub CLI's <c>hosts.yml</c>.</summary>
public sealed class GhLoginsTests : IDisposable
{
    private readonly ForeignHome _home = new();

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task A_file_with_one_user_is_one_profile()
    {
        _home.Write(".config/gh/hosts.yml", "github.com:\n    user: octocat\n    oauth_token: gho_one\n    git_protocol: ssh\n");
        if (OperatingSystem.IsWindows())
        {
            _home.Set("GH_CONFIG_DIR", _home.PathOf(".config/gh"));
        }

        FoundLogin login = Assert.Single(_home.Find("gh"));
        Assert.Equal(("github.com/octocat", "github/default", "octocat", null), (login.ForeignName, $"{login.Key}", login.Account, login.ExpiresAt));
        Assert.False(login.HasRefreshToken);

        ImportResult result = await _home.ImportAsync(login);
        Assert.Equal((ImportOutcome.Imported, null), (result.Outcome, result.Reason));
        Assert.Equal("gho_one", (await _home.StoredAsync("github", "default"))!.Tokens.AccessToken.Reveal());
    }

    [Fact]
    public void Each_of_several_users_is_a_profile_and_the_active_one_is_the_default()
    {
        string file = _home.Write("hosts.yml", """
            github.com:
                git_protocol: https
                users:
                    octocat:
                        oauth_token: gho_cat
                    "hubot":
                        oauth_token: 'gho_bot'
                user: hubot
                oauth_token: gho_bot
            """);

        IReadOnlyList<FoundLogin> logins = _home.Find("gh", file);

        Assert.Equal(["github/octocat=gho_cat", "github/default=gho_bot"], logins.Select(one => $"{one.Key}={one.Login.Tokens!.AccessToken.Reveal()}"));
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => _home.Find("gh", file, "work"));
        Assert.Equal(PrxAuthError.ProfileNameInvalid, failure.Error);
    }

    [Fact]
    public async Task A_token_in_the_keyring_is_left_and_the_way_out_is_told()
    {
        FoundLogin login = _home.FindOne("gh", "github.com:\n    git_protocol: https\n    users:\n        octocat:\n    user: octocat\n");

        Assert.Null(login.Key);
        ImportResult result = await _home.ImportAsync(login);
        Assert.Equal(ImportOutcome.Skipped, result.Outcome);
        Assert.Contains("gh auth token | prx auth paste-token -P github", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_host_needs_to_be_configured_first()
    {
        FoundLogin login = _home.FindOne("gh", "ghe.example.com:\n    user: octocat\n    oauth_token: gho_one\n");

        Assert.Null(login.Key);
        Assert.Contains("host = \"ghe.example.com\"", login.Obstacle, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("github.com:\n    oauth_token: |\n        s3cret\n")]
    [InlineData("github.com:\n    oauth_token: *s3cret\n")]
    [InlineData("github.com:\n    oauth_token: [s3cret]\n")]
    [InlineData("github.com:\n    oauth_token: \"s3cret\\n\"\n")]
    [InlineData("github.com:\n    oauth_token: \"s3cret\n")]
    [InlineData("github.com:\n    oauth_token: s3cret two\n")]
    [InlineData("github.com:\n    oauth_token: s3cret\n    oauth_token: s3cret\n")]
    [InlineData("github.com:\n    oauth_token: s3cret\n        more: s3cret\n")]
    [InlineData("github.com:\n    oauth_tok")]
    [InlineData("- s3cret\n")]
    [InlineData("\tgithub.com: s3cret\n")]
    public void Whatever_else_Yaml_has_is_refused_and_the_line_is_told(string text)
    {
        PrxAuthException failure = _home.Fails(PrxAuthError.ImportSourceInvalid, "gh", _home.Write("hosts.yml", text));
        Assert.Matches("line [0-9]|oauth_token", failure.Message);
    }

    [Fact]
    public void Comments_blank_lines_and_the_line_ends_of_Windows_are_no_matter()
    {
        FoundLogin login = _home.FindOne("gh", "\uFEFF---\r\n# mine\r\ngithub.com:\r\n\r\n    user: octocat\r\n    oauth_token: gho_one\r\n");
        Assert.Equal("gho_one", login.Login.Tokens!.AccessToken.Reveal());
    }
}
