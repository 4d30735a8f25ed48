using PrxAuth.Core.Configuration;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tests.Configuration;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

public sealed class ProviderCatalogTests
{
    private const string File = "/etc/prx.toml";

    private static ProviderCatalog Catalog(string text) => ProviderCatalog.Load(AuthConfiguration.Parse(text, File));

    private static PrxAuthException Fails(string text) => Assert.Throws<PrxAuthException>(() => Catalog(text));

    [Fact]
    public void The_built_in_providers_are_there_and_sorted()
    {
        ProviderCatalog catalog = ProviderCatalog.Load(AuthConfiguration.Empty(File));

        Assert.Equal(
            ["anthropic", "github", "github-copilot", "gitlab", "google-gemini", "huggingface", "microsoft", "openai-codex"],
            catalog.Providers.Select(provider => provider.Name));
        Assert.All(catalog.Providers, provider => Assert.Equal(ProviderOrigin.BuiltIn, provider.Origin));
    }

    [Fact]
    [Conformance("N06")]
    public void Every_built_in_provider_is_complete_and_speaks_https()
    {
        foreach (ProviderDefinition provider in ProviderCatalog.Load(AuthConfiguration.Empty(File)).Providers)
        {
            Uri?[] addresses =
            [
                provider.AuthorizationEndpoint, provider.TokenEndpoint, provider.DeviceAuthorizationEndpoint, provider.RevocationEndpoint,
                provider.AccountEndpoint, provider.JwksUri, provider.ExchangeEndpoint, provider.ApiEndpoint, provider.PasteRedirectUri,
                provider.Issuer is null ? null : new Uri(provider.Issuer),
            ];
            Assert.All(addresses, address => Assert.True(address is null || (address.Scheme == "https" && !address.OriginalString.Contains('{', StringComparison.Ordinal))));
            Assert.NotNull(provider.TokenEndpoint);
            Assert.NotNull(provider.ApiEndpoint);
            Assert.NotEmpty(provider.Scopes);
            Assert.NotEmpty(provider.AccountMembers);
            Assert.Contains(SignInFlow.GivenToken, provider.Flows);
            Assert.True(!provider.Flows.Contains(SignInFlow.Browser) || provider.AuthorizationEndpoint is not null, provider.Name);
            Assert.True(!provider.Flows.Contains(SignInFlow.DeviceCode) || provider.DeviceAuthorizationEndpoint is not null, provider.Name);
            Assert.True(provider.ClientId is null ? provider.ClientHelp is not null : provider.Notice is not null, provider.Name);
            Assert.True(provider.Revocation == RevocationStyle.None || provider.RevocationEndpoint is not null, provider.Name);
            Assert.Null(provider.ClientSecret);
            Assert.Null(provider.AuthProfile);
        }
    }

    [Theory]
    [InlineData("copilot", "github-copilot")]
    [InlineData("GitHub-Copilot", "github-copilot")]
    [InlineData("gemini", "google-gemini")]
    [InlineData("Google", "google-gemini")]
    [InlineData("entra", "microsoft")]
    [InlineData("azure", "microsoft")]
    [InlineData("hf", "huggingface")]
    [InlineData("codex", "openai-codex")]
    [InlineData("openai", "openai-codex")]
    [InlineData("claude", "anthropic")]
    public void An_alias_means_its_provider(string alias, string name) =>
        Assert.Equal(name, Catalog("").Resolve(alias).Name);

    [Fact]
    public void The_defaults_that_the_flows_rest_on_are_what_the_providers_want()
    {
        ProviderCatalog catalog = Catalog("");

        ProviderDefinition codex = catalog.Resolve("openai-codex");
        Assert.Equal(("localhost", "/auth/callback"), (codex.RedirectHost, codex.RedirectPath));
        Assert.Equal([1455, 1457], codex.RedirectPorts);
        Assert.Equal(RevocationStyle.Rfc7009Json, codex.Revocation);
        ProviderDefinition gemini = catalog.Resolve("google-gemini");
        Assert.True(gemini.ClientSecretRequired);
        Assert.Equal("offline", gemini.AuthorizationParameters["access_type"]);
        Assert.DoesNotContain(SignInFlow.DeviceCode, gemini.Flows);
        ProviderDefinition copilot = catalog.Resolve("github-copilot");
        Assert.Equal(ServiceExchange.Copilot, copilot.Exchange);
        Assert.Equal("https://api.github.com/copilot_internal/v2/token", copilot.ExchangeEndpoint!.AbsoluteUri);
        ProviderDefinition anthropic = catalog.Resolve("anthropic");
        Assert.Equal(TokenRequestFormat.Json, anthropic.TokenRequestFormat);
        Assert.True(anthropic.StateInTokenRequest);
    }

    [Fact]
    public void The_odd_ways_of_a_provider_are_data()
    {
        ProviderDefinition codex = Catalog("").Resolve("openai-codex");
        ProviderDefinition anthropic = Catalog("providers.anthropic.account_headers = { x-more = '1' }").Resolve("anthropic");
        ProviderDefinition own = Catalog("""
            [providers.own]
            client_id = "x"
            token_endpoint = "https://a/t"
            device_authorization_endpoint = "https://a/d"
            device_protocol = "minimax"
            device_proof_key = true
            api_endpoint_member = "resource_url"
            login_required_status = [400, 401]
            scope_in_refresh_request = true
            pushed_authorization_requests = false
            """).Resolve("own");

        Assert.Equal((DeviceProtocol.OpenAi, false), (codex.DeviceProtocol, codex.DeviceProofKey));
        Assert.Equal([SignInFlow.Browser, SignInFlow.DeviceCode, SignInFlow.Paste, SignInFlow.GivenToken], codex.Flows);
        Assert.True(anthropic.ScopeInRefreshRequest);
        Assert.Equal([new("anthropic-beta", "oauth-2025-04-20"), new("x-more", "1")], anthropic.AccountHeaders.OrderBy(pair => pair.Key));
        Assert.Equal((DeviceProtocol.MiniMax, true, "resource_url"), (own.DeviceProtocol, own.DeviceProofKey, own.ApiEndpointMember));
        Assert.Equal([400, 401], own.LoginRequiredStatuses);
        Assert.True(own.ScopeInRefreshRequest);
        Assert.False(own.PushesAuthorizationRequests);
        Assert.True(codex.PushesAuthorizationRequests);
        ProviderDefinition plain = Catalog("").Resolve("github");
        Assert.Equal((DeviceProtocol.Rfc8628, false, null), (plain.DeviceProtocol, plain.DeviceProofKey, plain.ApiEndpointMember));
        Assert.Empty(plain.AccountHeaders);
        Assert.Empty(plain.LoginRequiredStatuses);
    }

    [Theory]
    [InlineData("device_protocol = 'rfc8629'")]
    [InlineData("device_proof_key = 'yes'")]
    [InlineData("pushed_authorization_requests = 'off'")]
    [InlineData("login_required_status = [200]")]
    [InlineData("login_required_status = [429]")]
    [InlineData("login_required_status = [500]")]
    [InlineData("account_headers = { Authorization = 'x' }")]
    [InlineData("account_headers = { host = 'x' }")]
    [InlineData("account_headers = { 'a b' = 'x' }")]
    [InlineData("account_headers = { a = 1 }")]
    [InlineData("account_headers = { a = \"x\\r\\ny: z\" }")]
    [InlineData("api_endpoint_member = ''")]
    public void An_odd_way_that_makes_no_sense_is_refused(string setting) =>
        Assert.Equal(PrxAuthError.ConfigurationValue, Fails($"[providers.anthropic]\n{setting}\n").Error);

    [Fact]
    public void A_table_of_the_user_lies_over_the_built_in_one_key_by_key()
    {
        ProviderDefinition provider = Catalog("""
            [providers.google-gemini]
            auth_profile = "work"
            client_id = "mine"
            client_secret_env = "GEMINI_SECRET"
            scopes = ["openid"]
            authorization_parameters = { prompt = "", login_hint = "ada@example.com" }
            """).Resolve("gemini");

        Assert.Equal(ProviderOrigin.Overlaid, provider.Origin);
        Assert.Equal("work", provider.AuthProfile);
        Assert.Equal("mine", provider.ClientId);
        Assert.Equal("GEMINI_SECRET", provider.ClientSecretEnvironment);
        Assert.Equal(["openid"], provider.Scopes);
        Assert.Equal(
            [new("access_type", "offline"), new("login_hint", "ada@example.com")], provider.AuthorizationParameters.OrderBy(pair => pair.Key));
        Assert.Equal("https://oauth2.googleapis.com/token", provider.TokenEndpoint!.AbsoluteUri);
    }

    [Fact]
    public void A_table_under_an_alias_counts_and_the_one_under_the_name_is_stronger()
    {
        const string Text = """
            [providers.google-gemini]
            client_id = "by-name"

            [providers.gemini]
            client_id = "by-alias"
            auth_profile = "home"
            """;

        ProviderDefinition provider = Catalog(Text).Resolve("google-gemini");

        Assert.Equal("by-name", provider.ClientId);
        Assert.Equal("home", provider.AuthProfile);
    }

    [Fact]
    public void A_secret_that_points_at_the_environment_is_taken_as_such()
    {
        ProviderDefinition provider = Catalog("providers.gitlab.client_secret = '${GITLAB_SECRET}'").Resolve("gitlab");

        Assert.Null(provider.ClientSecret);
        Assert.Equal("GITLAB_SECRET", provider.ClientSecretEnvironment);
        Assert.Equal("s3cret", Catalog("providers.gitlab.client_secret = 's3cret'").Resolve("gitlab").ClientSecret!.Reveal());
    }

    [Fact]
    public void Another_issuer_takes_the_endpoints_of_the_old_one_along()
    {
        ProviderDefinition provider = Catalog("""
            [providers.gitlab]
            issuer = "https://git.example.com"
            token_endpoint = "https://git.example.com/t"
            """).Resolve("gitlab");

        Assert.Equal("https://git.example.com/t", provider.TokenEndpoint!.AbsoluteUri);
        Assert.Null(provider.AuthorizationEndpoint);
        Assert.Null(provider.DeviceAuthorizationEndpoint);
        Assert.Null(provider.RevocationEndpoint);
        Assert.Null(provider.AccountEndpoint);
    }

    [Fact]
    public void A_client_of_ones_own_needs_no_notice_about_the_built_in_one()
    {
        Assert.NotNull(Catalog("").Resolve("github").Notice);
        Assert.Null(Catalog("providers.github.client_id = 'mine'").Resolve("github").Notice);
        Assert.NotNull(Catalog("providers.anthropic.client_id = 'mine'").Resolve("anthropic").Notice);
    }

    [Theory]
    [InlineData("github.com", "https://github.com/login/device/code", "https://api.github.com/user")]
    [InlineData("acme.ghe.com", "https://acme.ghe.com/login/device/code", "https://api.acme.ghe.com/user")]
    [InlineData("git.example.com:8443", "https://git.example.com:8443/login/device/code", "https://git.example.com:8443/api/v3/user")]
    public void A_host_moves_every_endpoint(string host, string device, string account)
    {
        ProviderDefinition provider = Catalog($"providers.github.host = '{host}'").Resolve("github");

        Assert.Equal(device, provider.DeviceAuthorizationEndpoint!.AbsoluteUri);
        Assert.Equal(account, provider.AccountEndpoint!.AbsoluteUri);
    }

    [Fact]
    public void A_tenant_moves_every_endpoint_and_its_id_pins_the_issuer()
    {
        ProviderDefinition common = Catalog("").Resolve("microsoft");
        ProviderDefinition pinned = Catalog("providers.entra.tenant = '5a1b3f2e-0000-4000-8000-123456789abc'").Resolve("microsoft");

        Assert.Equal("https://login.microsoftonline.com/common/oauth2/v2.0/token", common.TokenEndpoint!.AbsoluteUri);
        Assert.Equal("https://login.microsoftonline.com/{tenantid}/v2.0", common.IdTokenIssuer);
        Assert.Equal("https://login.microsoftonline.com/5a1b3f2e-0000-4000-8000-123456789abc/v2.0", pinned.Issuer);
        Assert.Null(pinned.IdTokenIssuer);
    }

    [Fact]
    public void A_provider_of_ones_own_needs_an_issuer_alone()
    {
        ProviderDefinition provider = Catalog("""
            [providers.Corp]
            issuer = "https://login.example.com"
            client_id = "prx-cli"
            scopes = ["openid", "profile", "offline_access"]
            """).Resolve("CORP");

        Assert.Equal("corp", provider.Name);
        Assert.Equal(ProviderOrigin.Config, provider.Origin);
        Assert.True(provider.OpenIdConnect);
        Assert.Equal("https://login.example.com", provider.Issuer);
        Assert.Equal([SignInFlow.Browser, SignInFlow.DeviceCode, SignInFlow.Paste, SignInFlow.GivenToken], provider.Flows);
        Assert.Equal(RevocationStyle.Rfc7009, provider.Revocation);
    }

    [Theory]
    [InlineData("authorization_endpoint = 'https://a/x'", new[] { SignInFlow.Browser, SignInFlow.Paste, SignInFlow.GivenToken })]
    [InlineData("device_authorization_endpoint = 'https://a/x'", new[] { SignInFlow.DeviceCode, SignInFlow.GivenToken })]
    [InlineData("flows = ['client-credentials']", new[] { SignInFlow.ClientCredentials })]
    [InlineData("client_secret = 's'\nauthorization_endpoint = 'https://a/x'", new[] { SignInFlow.Browser, SignInFlow.Paste, SignInFlow.ClientCredentials, SignInFlow.GivenToken })]
    public void The_flows_follow_from_the_endpoints(string keys, SignInFlow[] flows)
    {
        ProviderDefinition provider = Catalog($"[providers.corp]\ntoken_endpoint = 'https://a/t'\n{keys}\n").Resolve("corp");

        Assert.Equal(flows, provider.Flows);
        Assert.False(provider.OpenIdConnect);
    }

    [Fact]
    public void A_store_for_given_tokens_needs_no_endpoint() =>
        Assert.Equal([SignInFlow.GivenToken], Catalog("providers.openrouter.flows = ['token']").Resolve("openrouter").Flows);

    [Theory]
    [InlineData("[providers.corp]\nclient_id = 'x'\n", "It needs issuer")]
    [InlineData("\n[providers.corp]\ntoken_endpoint = 'https://a/t'\n", "Beside token_endpoint it needs")]
    public void An_incomplete_provider_hurts_only_whoever_asks_for_it(string text, string missing)
    {
        ProviderCatalog catalog = Catalog(text);

        Assert.DoesNotContain(catalog.Providers, provider => provider.Name == "corp");
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => catalog.Resolve("corp"));
        Assert.Equal(PrxAuthError.ProviderIncomplete, failure.Error);
        Assert.StartsWith($"{File}:{(text[0] == '\n' ? 2 : 1)}:12: ", failure.Message, StringComparison.Ordinal);
        Assert.Contains(missing, failure.Message, StringComparison.Ordinal);
        Assert.Equal("corp", Assert.Single(catalog.Warnings).Key);
    }

    [Fact]
    public void Tables_that_are_prx_s_alone_are_no_providers()
    {
        ProviderCatalog catalog = Catalog(PrxConfig.Text);

        Assert.Equal(8, catalog.Providers.Count);
        Assert.Empty(catalog.Warnings);
        Assert.All(catalog.Providers, provider => Assert.Equal(ProviderOrigin.BuiltIn, provider.Origin));
    }

    [Fact]
    public void An_unknown_provider_is_answered_with_the_nearest_the_known_and_the_way_to_add_one()
    {
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => Catalog("").Resolve("gogle-gemini"));

        Assert.Equal(PrxAuthError.ProviderUnknown, failure.Error);
        Assert.Equal(
            "No provider 'gogle-gemini' is known. Did you mean 'google-gemini'? Known are anthropic, github, github-copilot, gitlab, "
                + "google-gemini, huggingface, microsoft, openai-codex.",
            failure.Message);
        Assert.Contains($"'{File}'", failure.Recommendation, StringComparison.Ordinal);
        Assert.Contains("[providers.NAME]", failure.Recommendation, StringComparison.Ordinal);
        Assert.DoesNotContain("Did you mean", Assert.Throws<PrxAuthException>(() => Catalog("").Resolve("zzzzzz")).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://login.example.com/a/b?x=y", true)]
    [InlineData("http://127.0.0.1:8080/token", true)]
    [InlineData("http://127.8.9.1/token", true)]
    [InlineData("http://localhost:8080/token", true)]
    [InlineData("http://[::1]:8080/token", true)]
    [InlineData("http://login.example.com/token", false)]
    [InlineData("http://localhost.example.com/token", false)]
    [InlineData("http://128.0.0.1/token", false)]
    [InlineData("http://0.0.0.0/token", false)]
    [InlineData("https://login.example.com/token#x", false)]
    [InlineData("https://user:pass@login.example.com/token", false)]
    [InlineData("ftp://login.example.com/token", false)]
    [InlineData("login.example.com/token", false)]
    [InlineData("/token", false)]
    [InlineData("https:login", false)]
    [InlineData("https://login.example.com/{tenant}/token", false)]
    [InlineData("https://login.example.com/a token", false)]
    [Conformance("N23", "C12", "P12")]
    public void Only_https_or_loopback_addresses_are_allowed(string address, bool allowed)
    {
        string text = $"[providers.corp]\nflows = ['client-credentials']\ntoken_endpoint = '{address}'\n";
        if (allowed)
        {
            Assert.Equal(address, Catalog(text).Resolve("corp").TokenEndpoint!.OriginalString);
            return;
        }

        PrxAuthException failure = Fails(text);
        Assert.Equal(PrxAuthError.ConfigurationValue, failure.Error);
        Assert.StartsWith($"{File}:3:18: 'providers.corp.token_endpoint' must be an absolute https address", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[providers.corp]\nissuer = 'https://a.example/?x'\n", "2:10", "providers.corp.issuer")]
    [InlineData("[providers.github]\nhost = 'https://git.example.com'\n", "2:8", "providers.github.host")]
    [InlineData("[providers.github]\nhost = 'evil.example/@'\n", "2:8", "providers.github.host")]
    [InlineData("[providers.azure]\ntenant = '../x'\n", "2:10", "providers.azure.tenant")]
    [InlineData("[providers.azure]\ntenant = 5\n", "2:10", "providers.azure.tenant")]
    [InlineData("[providers.'my corp']\nissuer = 'https://a'\n", "1:12", "providers")]
    [InlineData("[providers.corp]\nissuer = 'https://a'\n[providers.Corp]\nissuer = 'https://b'\n", "3:12", "providers.Corp")]
    [InlineData("[providers.corp]\nissuer = 'https://a'\naliases = ['c', 'github']\n", "3:17", "providers.corp.aliases")]
    [Conformance("N34")]
    public void What_depends_on_the_provider_is_reported_with_its_place_too(string text, string position, string key)
    {
        PrxAuthException failure = Fails(text);

        Assert.Equal(PrxAuthError.ConfigurationValue, failure.Error);
        Assert.StartsWith($"{File}:{position}: '{key}' must be ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_alias_of_the_user_s_wins_over_a_built_in_one()
    {
        ProviderCatalog catalog = Catalog("[providers.corp]\nissuer = 'https://a'\naliases = ['gh']\n[providers.gitlab]\naliases = ['gl']\n");

        Assert.Equal("corp", catalog.Resolve("gh").Name);
        Assert.Equal("gitlab", catalog.Resolve("GL").Name);
    }
}
