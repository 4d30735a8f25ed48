using System.Globalization;
using System.Text.Json;
using PrxAuth.Cli;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Storage;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The exchange of a login for the credentials of a role, at a token service of real sockets.</summary>
public sealed class AwsHelperTests
{
    private const string Role = "arn:aws:iam::123456789012:role/deploy";

    [Fact]
    public async Task Credential_process_gets_the_credentials_of_the_role()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");

        HelperWorld.Answer answer = await world.AskAsync($"aws -P corp --role-arn {Role} --duration 15m --sts-endpoint {Sts(world)}");

        Assert.Equal(ExitStatus.Done, answer.Status);
        JsonElement json = JsonDocument.Parse(answer.Output).RootElement;
        Assert.Equal(["Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1, json.GetProperty("Version").GetInt32());
        Assert.StartsWith("ASIA", json.GetProperty("AccessKeyId").GetString(), StringComparison.Ordinal);
        Assert.EndsWith("+/==", json.GetProperty("SessionToken").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            (world.Time.GetUtcNow() + TimeSpan.FromMinutes(15)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            json.GetProperty("Expiration").GetString());
        Assert.Equal(new AssumedRole(Role, "corp-default", credential.Tokens.IdToken!.Reveal(), 900), Assert.Single(world.Control.Federation.AssumedRoles));
    }

    [Fact]
    public async Task An_id_token_that_has_run_out_is_renewed_before_it_is_shown()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");

        // Its id_token lives for twenty minutes, its access token for an hour: that one is still good.
        world.Clock.Advance(TimeSpan.FromMinutes(30));

        world.Environment["AWS_ENDPOINT_URL_STS"] = Sts(world);
        Assert.Equal(ExitStatus.Done, (await world.AskAsync($"aws -P corp --role-arn {Role} --session-name night")).Status);

        AssumedRole role = Assert.Single(world.Control.Federation.AssumedRoles);
        Assert.Equal("night", role.SessionName);
        Assert.NotEqual(first.Tokens.IdToken!.Reveal(), role.Token);
    }

    [Fact]
    public async Task What_lies_in_the_store_is_read_once()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        using FileCredentialStore store = world.OpenStore();
        var counting = new CountingStore(store);
        using AuthSession session = world.OpenWith(counting, store.PendingSignIns);

        Assert.Equal(ExitStatus.Done, (await world.AskAsync($"aws -P corp --role-arn {Role} --sts-endpoint {Sts(world)}", session: session)).Status);

        Assert.Equal(1, counting.Reads);
    }

    [Fact]
    public async Task A_refusal_says_why_and_never_what_was_shown()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");

        HelperWorld.Answer closed = await world.AskAsync($"aws -P corp --role-arn arn:aws:iam::123456789012:role/closed --sts-endpoint {Sts(world)}");
        Assert.Equal((ExitStatus.Failed, ""), (closed.Status, closed.Output));
        PrxAuthException refusal = Assert.Single(closed.FrontEnd.Errors);
        Assert.Equal(PrxAuthError.ServiceRefused, refusal.Error);
        Assert.Contains("AccessDenied", refusal.Message, StringComparison.Ordinal);

        const string given = "sk-ant-0123456789";
        await world.SignInAsync(new SignInRequest { Provider = "anthropic", Flow = SignInFlow.GivenToken, GivenToken = new Secret(given) });
        HelperWorld.Answer unknown = await world.AskAsync($"aws -P anthropic --role-arn {Role} --sts-endpoint {Sts(world)}");
        PrxAuthException invalid = Assert.Single(unknown.FrontEnd.Errors);
        Assert.Contains("InvalidIdentityToken", invalid.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(given, invalid.Message, StringComparison.Ordinal);
        Assert.Empty(world.Control.Federation.AssumedRoles);
    }

    [Fact]
    public async Task Without_an_id_token_the_access_token_has_to_do()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        await world.RewriteAsync(credential.Key, kept => kept with { Tokens = kept.Tokens with { IdToken = null } });

        Assert.Equal(ExitStatus.Done, (await world.AskAsync($"aws -P corp --role-arn {Role} --sts-endpoint {Sts(world)}")).Status);
        Assert.Equal(credential.UsableToken.Reveal(), Assert.Single(world.Control.Federation.AssumedRoles).Token);
    }

    [Theory]
    [InlineData("<html><body>Sign in to the network</body></html>", 200, PrxAuthError.ProviderResponseInvalid)]
    [InlineData("not xml at all", 200, PrxAuthError.ProviderResponseInvalid)]
    [InlineData("<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a>&x;</a>", 200, PrxAuthError.ProviderResponseInvalid)]
    [InlineData("<a xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Credentials><AccessKeyId>A</AccessKeyId></Credentials></a>", 200, PrxAuthError.ProviderResponseInvalid)]
    [InlineData("<a xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Code>Throttling</Code></Error></a>", 400, PrxAuthError.ProviderThrottled)]
    [InlineData("<a xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Code>IDPCommunicationError</Code></Error></a>", 400, PrxAuthError.ProviderFailed)]
    [InlineData("", 503, PrxAuthError.ProviderFailed)]
    public async Task An_answer_that_is_none_is_told_from_a_refusal(string body, int status, PrxAuthError expected)
    {
        await using RawProvider raw = new(_ => RawProvider.Reply(body, status, "text/xml"));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");

        HelperWorld.Answer answer = await world.AskAsync($"aws -P corp --role-arn {Role} --sts-endpoint {raw.Address}");

        Assert.Equal((ExitStatus.Failed, ""), (answer.Status, answer.Output));
        Assert.Equal(expected, Assert.Single(answer.FrontEnd.Errors).Error);
        RawRequest request = Assert.Single(raw.Requests);
        Assert.Equal("AssumeRoleWithWebIdentity", request["Action"]);
        Assert.Contains("Accept: text/xml", request.Head, StringComparison.Ordinal);
    }

    private static string Sts(SimulatedWorld world) => new Uri(world.Server.BaseAddress, "sts/aws").AbsoluteUri;

    /// <summary>The real store, and how often it was read.</summary>
    private sealed class CountingStore(ICredentialStore store) : ICredentialStore
    {
        public int Reads { get; private set; }

        public ValueTask<Credential?> ReadAsync(ProfileKey key, CancellationToken cancellationToken)
        {
            Reads++;
            return store.ReadAsync(key, cancellationToken);
        }

        public IAsyncEnumerable<CredentialEntry> ListAsync(string? provider, CancellationToken cancellationToken) => store.ListAsync(provider, cancellationToken);

        public IReadOnlyList<ProfileKey> ListKeys(string? provider) => store.ListKeys(provider);

        public ValueTask<ICredentialSection> EnterAsync(ProfileKey key, TimeSpan wait, CancellationToken cancellationToken) =>
            store.EnterAsync(key, wait, cancellationToken);
    }
}
