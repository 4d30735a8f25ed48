using System.Text;
using PrxAuth.Core.Configuration;
using Xunit;

namespace PrxAuth.Core.Tests.Configuration;

public sealed class AuthConfigurationTests
{
    private const string File = "/home/ada/.config/prx/config.toml";

    private static PrxAuthException Fails(string text) => Assert.Throws<PrxAuthException>(() => AuthConfiguration.Parse(text, File));

    [Fact]
    public void A_missing_file_is_an_empty_configuration()
    {
        using TemporaryDirectory directory = new();

        AuthConfiguration configuration = AuthConfiguration.Load(directory.File("none/config.toml"));

        Assert.False(configuration.Exists);
        Assert.Equal(0, configuration.RedirectPort);
        Assert.True(configuration.AutoRefresh);
        Assert.Null(configuration.SignInTimeout);
        Assert.Empty(configuration.Warnings);
    }

    [Theory]
    [InlineData("[auth.oauth2]\nredirect_port = 8400\nauto_refresh = false\ntimeout_seconds = 90\n")]
    [InlineData("[auth]\noauth2 = { redirect_port = 8400, auto_refresh = false, timeout_seconds = 90 }\n")]
    [InlineData("auth.oauth2.redirect_port = 8400\nauth.oauth2.auto_refresh = false\nauth.oauth2.timeout_seconds = 90\n")]
    [InlineData("[auth]\r\noauth2.redirect_port = 0x20D0\r\n\"oauth2\".'auto_refresh' = false\r\noauth2.timeout_seconds=90")]
    public void Every_way_to_write_a_table_means_the_same(string text)
    {
        AuthConfiguration configuration = AuthConfiguration.Parse(text, File);

        Assert.Equal(8400, configuration.RedirectPort);
        Assert.False(configuration.AutoRefresh);
        Assert.Equal(TimeSpan.FromSeconds(90), configuration.SignInTimeout);
    }

    [Fact]
    public void A_byte_order_mark_does_not_shift_the_position()
    {
        using TemporaryDirectory directory = new();
        string file = directory.File("config.toml");
        System.IO.File.WriteAllText(file, "auth = 1\n", new UTF8Encoding(encoderShouldEmitUTF8Identifier: true));

        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => AuthConfiguration.Load(file));

        Assert.StartsWith($"{file}:1:8: 'auth' must be a table, but is 1.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a = 1\nb = \n", "2:5")]
    [InlineData("[auth.oauth2\nredirect_port = 1\n", "1:13")]
    [InlineData("a = 1\n\na = 2\n", "3:1")]
    [InlineData("a = \"\\q\"\n", "1:7")]
    [InlineData("x = 'é𐀀' y\n", "1:10")]
    [InlineData("a = 1 b = 2\n", "1:7")]
    public void Broken_toml_is_reported_with_file_line_and_column(string text, string position)
    {
        PrxAuthException failure = Fails(text);

        Assert.Equal(PrxAuthError.ConfigurationSyntax, failure.Error);
        Assert.StartsWith($"{File}:{position}: ", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith(".", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[providers.corp]\nclient_secret = GOCSPX-hidden\n")]
    [InlineData("[providers.corp]\nclient_secret = 'GOCSPX-hidden'\nclient_secret = 'GOCSPX-hidden'\n")]
    [InlineData("[providers.corp]\nclient_secret = 'x' GOCSPX-hidden\n")]
    [InlineData("[providers.corp]\nclient_secret = 'GOCSPX-hidden\n")]
    [InlineData("[providers.corp]\nGOCSPX-hidden\n")]
    [InlineData("[providers.corp]\nclient_secret = 19GOCSPX-hidden\n")]
    [InlineData("[providers.corp]\nclient_secret = ['GOCSPX-hidden']\n")]
    [InlineData("[providers.corp]\nclient_secret_env = 'GOCSPX-hidden'\n")]
    public void No_message_repeats_a_secret(string text)
    {
        PrxAuthException failure = Fails(text);

        Assert.DoesNotContain("hidden", failure.Message + failure.Recommendation + failure, StringComparison.Ordinal);
        Assert.DoesNotContain("GOCSPX", failure.Message + failure.Recommendation + failure, StringComparison.Ordinal);
    }

    [Fact]
    public void A_key_defined_twice_names_the_key_and_the_first_line()
    {
        PrxAuthException failure = Fails("[providers.corp]\nissuer = 'x'\n\nissuer = 'y'\n");

        Assert.Equal($"{File}:4:1: the key 'providers.corp.issuer' is already defined in line 2.", failure.Message);
    }

    [Theory]
    [InlineData("[auth.oauth2]\nredirect_port = \"8400\"\n", "2:17", "auth.oauth2.redirect_port", "an integer from 0 to 65535", "\"8400\"")]
    [InlineData("[auth.oauth2]\nredirect_port = 65536\n", "2:17", "auth.oauth2.redirect_port", "an integer from 0 to 65535", "65536")]
    [InlineData("[auth.oauth2]\nredirect_port = -1\n", "2:17", "auth.oauth2.redirect_port", "an integer from 0 to 65535", "-1")]
    [InlineData("[auth.oauth2]\n  auto_refresh = 1\n", "2:18", "auth.oauth2.auto_refresh", "true or false", "1")]
    [InlineData("[auth]\noauth2 = 5\n", "2:10", "auth.oauth2", "a table", "5")]
    [InlineData("[[providers]]\nname = 'x'\n", "1:3", "providers", "a table", "an array of tables")]
    [InlineData("[providers.corp]\nissuer = 5.5\n", "2:10", "providers.corp.issuer", "a string that is not empty", "a float")]
    [InlineData("[providers.corp]\nclient_id = ''\n", "2:13", "providers.corp.client_id", "a string that is not empty", "an empty string")]
    [InlineData("[providers.corp]\nclient_secret = 12345\n", "2:17", "providers.corp.client_secret", "a string that is not empty", "an integer")]
    [InlineData("[providers.corp]\nscopes = ['a', 'b c']\n", "2:16", "providers.corp.scopes", "a list with one scope in each string", "\"b c\"")]
    [InlineData("[providers.corp]\nscopes = 'a b'\n", "2:10", "providers.corp.scopes", "a list with one scope in each string", "\"a b\"")]
    [InlineData("[providers.corp]\nredirect_ports = [\n  1455,\n  0,\n]\n", "4:3", "providers.corp.redirect_ports", "a list of ports from 1 to 65535", "0")]
    [InlineData("[providers]\ncorp = { oidc = 'yes' }\n", "2:17", "providers.corp.oidc", "true or false", "\"yes\"")]
    [InlineData("[providers.corp]\nauth_profile = 'my work'\n", "2:16", "providers.corp.auth_profile", "a profile name: 1 to 64 letters, digits and . _ - @ +", "\"my work\"")]
    [InlineData("[providers.corp]\nrevocation = 'always'\n", "2:14", "providers.corp.revocation", "\"none\" or \"rfc7009\" or \"rfc7009-json\" or \"github-credentials\"", "\"always\"")]
    [InlineData("providers.corp.redirect_path = 'cb'\n", "1:32", "providers.corp.redirect_path", "a path that starts with / and has no query, fragment or blank", "\"cb\"")]
    [InlineData("[providers.corp]\nflows = ['browser', 'magic']\n", "2:21", "providers.corp.flows", "a list of flows out of browser, device-code, paste, client-credentials, token, federated", "\"magic\"")]
    [InlineData("[providers.corp.authorization_parameters]\nprompt = 1\n", "2:10", "providers.corp.authorization_parameters", "a table of strings without response_type, client_id, redirect_uri, scope, state, nonce, code_challenge, code_challenge_method", "1")]
    [InlineData("[providers.corp.authorization_parameters]\ncode_challenge_method = 'plain'\n", "2:25", "providers.corp.authorization_parameters", "a table of strings without response_type, client_id, redirect_uri, scope, state, nonce, code_challenge, code_challenge_method", "\"plain\"")]
    public void A_wrong_value_names_position_key_rule_and_finding(string text, string position, string key, string mustBe, string found)
    {
        PrxAuthException failure = Fails(text);

        Assert.Equal(PrxAuthError.ConfigurationValue, failure.Error);
        Assert.Equal($"{File}:{position}: '{key}' must be {mustBe}, but is {found}.", failure.Message);
        Assert.Equal(File, failure.Target);
    }

    [Theory]
    [InlineData("[auth.oauth2]\nredirect_prot = 1\n", 2, 1, "redirect_prot", "redirect_port")]
    [InlineData("[auth.oauth2]\nredirect_port = 1\ntimeout_second = 5\n", 3, 1, "timeout_second", "timeout_seconds")]
    [InlineData("[providers.corp]\n  isuer = 'x'\n", 2, 3, "isuer", "issuer")]
    [InlineData("[providers.corp]\nclient-id = 'x'\n", 2, 1, "client-id", "client_id")]
    [InlineData("[providers.corp]\nClient_ID = 'x'\n", 2, 1, "Client_ID", "client_id")]
    [InlineData("[providers.corp]\nscope = ['x']\n", 2, 1, "scope", "scopes")]
    [InlineData("[providers.corp]\nprofile = 'x'\n", 2, 1, "profile", "auth_profile")]
    [InlineData("[providers.corp]\nsecret = 'x'\n", 2, 1, "secret", "client_secret")]
    [InlineData("[providers.corp]\ntoken_url = 'x'\n", 2, 1, "token_url", "token_endpoint")]
    [InlineData("[providers]\ncorp = { a = 1, auth_profle = 'x' }\n", 2, 17, "auth_profle", "auth_profile")]
    [InlineData("[provider.corp]\nissuer = 'x'\n", 1, 2, "provider", "providers")]
    [InlineData("[auth.oauth]\nredirect_port = 1\n", 1, 7, "oauth", "auth.oauth2")]
    public void A_misspelt_key_is_a_warning_with_the_nearest_name(string text, int line, int column, string key, string nearest)
    {
        ConfigurationWarning warning = Assert.Single(AuthConfiguration.Parse(text, File).Warnings);

        Assert.Equal((line, column, key, nearest), (warning.Line, warning.Column, warning.Key, warning.Nearest));
        Assert.StartsWith($"{File}:{line}:{column}: ", warning.Message, StringComparison.Ordinal);
        Assert.Contains(nearest, warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_whole_prx_config_gets_no_word() => Assert.Empty(AuthConfiguration.Parse(PrxConfig.Text, File).Warnings);

    [Fact]
    public void Bytes_that_are_not_utf8_are_reported_where_they_are()
    {
        using TemporaryDirectory directory = new();
        string file = directory.File("config.toml");
        System.IO.File.WriteAllBytes(file, [.. "a = 1\nb = '"u8, 0xC3, 0x28, .. "'\n"u8]);

        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => AuthConfiguration.Load(file));

        Assert.Equal(PrxAuthError.ConfigurationSyntax, failure.Error);
        Assert.StartsWith($"{file}:2:6: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_directory_in_place_of_the_file_is_unavailable()
    {
        using TemporaryDirectory directory = new();

        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => AuthConfiguration.Load(directory.Path));

        Assert.Equal(PrxAuthError.ConfigurationUnavailable, failure.Error);
        Assert.Contains(directory.Path, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_without_end_is_a_syntax_error()
    {
        PrxAuthException failure = Fails("a = " + new string('[', 5000) + new string(']', 5000));

        Assert.Equal(PrxAuthError.ConfigurationSyntax, failure.Error);
    }
}
