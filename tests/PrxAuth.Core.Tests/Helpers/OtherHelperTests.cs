using System.Globalization;
using System.Text.Json;
using PrxAuth.Cli;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>docker, kubectl, npm and NuGet: each answer has the members, the case and the types that its protocol documents.</summary>
public sealed class OtherHelperTests
{
    private const string NotFound = "credentials not found in native keychain";

    [Theory]
    [InlineData("registry.example.test")]
    [InlineData("https://registry.example.test/v2/")]
    public async Task Docker_get_answers_three_strings(string server)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        world.NameHosts("registry.example.test");

        HelperWorld.Answer answer = await world.AskAsync("docker get", server);

        Assert.Equal(ExitStatus.Done, answer.Status);
        Assert.Equal(
            new Dictionary<string, string> { ["ServerURL"] = server, ["Username"] = "oauth2", ["Secret"] = credential.UsableToken.Reveal() },
            JsonSerializer.Deserialize<Dictionary<string, string>>(answer.Output)!);
    }

    [Fact]
    public async Task Docker_is_told_in_its_own_words_that_there_is_none()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");

        HelperWorld.Answer answer = await world.AskAsync("docker get", "registry.example.test\n");

        Assert.Equal((ExitStatus.Failed, NotFound), (answer.Status, answer.Output));
        Assert.Empty(answer.FrontEnd.Errors);
    }

    [Fact]
    public async Task Docker_store_pretends_nothing_and_erase_renews()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.NameHosts("registry.example.test");

        Assert.Equal(ExitStatus.Done, (await world.AskAsync("docker store", """{"ServerURL":"registry.example.test","Username":"a","Secret":"b"}""")).Status);
        Assert.Equal(ExitStatus.Failed, (await world.AskAsync("docker store", """{"ServerURL":"elsewhere.example.test","Username":"a","Secret":"b"}""")).Status);
        Assert.Equal(ExitStatus.Failed, (await world.AskAsync("docker store", "[]")).Status);

        Assert.Equal(ExitStatus.Done, (await world.AskAsync("docker erase", "registry.example.test")).Status);
        Assert.NotEqual(first.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Fact]
    public async Task Docker_list_maps_registries_to_user_names()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        world.NameHosts("registry.example.test", "ghcr.example.test");
        Assert.Equal("{}", (await world.AskAsync("docker list")).Output);

        await world.SignInAsync("corp");

        Assert.Equal("""{"registry.example.test":"oauth2","ghcr.example.test":"oauth2"}""", (await world.AskAsync("docker list")).Output);
    }

    [Fact]
    public async Task A_failure_of_docker_s_helper_stands_on_standard_output_too()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        HelperWorld.Answer answer = await world.AskAsync("docker -P corp get", "registry.example.test");

        Assert.Equal(ExitStatus.LoginNeeded, answer.Status);
        Assert.Contains("prx auth login", answer.Output, StringComparison.Ordinal);
        Assert.Single(answer.FrontEnd.Errors);
    }

    [Theory]
    [InlineData(null, "client.authentication.k8s.io/v1")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","spec":{"interactive":false}}""", "client.authentication.k8s.io/v1")]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1beta1","kind":"ExecCredential","spec":{}}""", "client.authentication.k8s.io/v1beta1")]
    public async Task Kubectl_gets_an_ExecCredential_of_the_version_it_asks_for(string? information, string version)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");
        if (information is not null)
        {
            world.Environment["KUBERNETES_EXEC_INFO"] = information;
        }

        HelperWorld.Answer answer = await world.AskAsync("kubectl -P corp");

        Assert.Equal(ExitStatus.Done, answer.Status);
        JsonElement json = JsonDocument.Parse(answer.Output).RootElement;
        Assert.Equal(["kind", "apiVersion", "status"], json.EnumerateObject().Select(member => member.Name));
        Assert.Equal("ExecCredential", json.GetProperty("kind").GetString());
        Assert.Equal(version, json.GetProperty("apiVersion").GetString());
        Assert.Equal(["expirationTimestamp", "token"], json.GetProperty("status").EnumerateObject().Select(member => member.Name));
        Assert.Equal(credential.UsableToken.Reveal(), json.GetProperty("status").GetProperty("token").GetString());
        Assert.Equal(
            credential.ExpiresAt!.Value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
            json.GetProperty("status").GetProperty("expirationTimestamp").GetString());
    }

    [Theory]
    [InlineData("""{"apiVersion":"client.authentication.k8s.io/v1alpha1"}""")]
    [InlineData("nonsense")]
    [InlineData("[]")]
    public async Task Kubectl_with_another_question_gets_no_answer(string information)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("corp");
        world.Environment["KUBERNETES_EXEC_INFO"] = information;

        HelperWorld.Answer answer = await world.AskAsync("kubectl -P corp");

        Assert.Equal((ExitStatus.WrongUsage, ""), (answer.Status, answer.Output));
        Assert.Single(answer.FrontEnd.UsageProblems);
    }

    [Fact]
    public async Task Kubectl_gets_the_id_token_renewed_where_it_has_run_out()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        Assert.Equal(first.Tokens.IdToken!.Reveal(), await TokenAsync());

        world.Clock.Advance(TimeSpan.FromDays(1));

        string renewed = await TokenAsync();
        Assert.NotEqual(first.Tokens.IdToken.Reveal(), renewed);
        Assert.Equal(2, renewed.Count(c => c == '.'));

        async Task<string> TokenAsync() =>
            JsonDocument.Parse((await world.AskAsync("kubectl -P corp --id-token")).Output).RootElement.GetProperty("status").GetProperty("token").GetString()!;
    }

    [Fact]
    public async Task A_profile_without_an_id_token_says_so()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        await world.SignInAsync("runbook", SignInFlow.ClientCredentials);

        HelperWorld.Answer answer = await world.AskAsync("kubectl -P runbook --id-token");

        Assert.Equal((ExitStatus.Failed, ""), (answer.Status, answer.Output));
        Assert.Equal(PrxAuthError.IdTokenMissing, Assert.Single(answer.FrontEnd.Errors).Error);
    }

    [Theory]
    [InlineData("https://npm.example.test", "//npm.example.test/:_authToken=")]
    [InlineData("https://npm.example.test:8443/a/b/", "//npm.example.test:8443/a/b/:_authToken=")]
    public async Task Npm_gets_the_line_of_its_file(string registry, string expected)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential credential = await world.SignInAsync("corp");

        Assert.Equal(expected + credential.UsableToken.Reveal(), (await world.AskAsync($"npm {registry} -P corp")).Output);
        Assert.Equal(ExitStatus.WrongUsage, (await world.AskAsync($"npm {registry}")).Status);
    }

    [Fact]
    public async Task NuGet_is_answered_message_by_message()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        Credential first = await world.SignInAsync("corp");
        world.NameHosts("nuget.example.test");
        string[] questions =
        [
            Ask("Handshake", """{"ProtocolVersion":"2.0.0","MinimumProtocolVersion":"1.0.0"}"""),
            Ask("Initialize", """{"ClientVersion":"7.0.0","Culture":"en-US","RequestTimeout":"00:00:05"}"""),
            Ask("GetOperationClaims", """{"PackageSourceRepository":null,"ServiceIndex":null}"""),
            Ask("SetLogLevel", """{"LogLevel":"Information"}"""),
            "not json",
            """{"RequestId":"x","Type":"Response","Method":"Handshake","Payload":{"ResponseCode":"Success","ProtocolVersion":"2.0.0"}}""",
            Credentials("https://nuget.example.test/v3/index.json", isRetry: false),
            Credentials("https://nuget.example.test/v3/index.json", isRetry: true),
            Credentials("https://elsewhere.example.test/v3/index.json", isRetry: false),
            Ask("PrefetchPackage", "{}"),
            """{"RequestId":"z","Type":"Request","Method":"Close"}""",
            Ask("SetLogLevel", "{}"),
        ];

        HelperWorld.Answer answer = await world.AskAsync("nuget -Plugin", string.Join('\n', questions));

        Assert.Equal(ExitStatus.Done, answer.Status);
        JsonElement[] messages = [.. answer.FrontEnd.Texts.Select(text => JsonDocument.Parse(text).RootElement)];
        Assert.All(messages, message => Assert.Equal(["RequestId", "Type", "Method", "Payload"], message.EnumerateObject().Select(member => member.Name)));
        Assert.Equal(
            ["Request Handshake", "Response Handshake", "Response Initialize", "Response GetOperationClaims", "Response SetLogLevel", "Response GetAuthenticationCredentials",
                "Response GetAuthenticationCredentials", "Response GetAuthenticationCredentials", "Response PrefetchPackage"],
            messages.Select(message => $"{message.GetProperty("Type").GetString()} {message.GetProperty("Method").GetString()}"));
        JsonElement[] payloads = [.. messages.Select(message => message.GetProperty("Payload"))];
        Assert.Equal("Authentication", Assert.Single(payloads[3].GetProperty("Claims").EnumerateArray()).GetString());
        Assert.Equal(first.UsableToken.Reveal(), payloads[5].GetProperty("Password").GetString());
        Assert.Equal("oauth2", payloads[5].GetProperty("Username").GetString());
        Assert.Equal("Basic", Assert.Single(payloads[5].GetProperty("AuthenticationTypes").EnumerateArray()).GetString());
        Assert.Equal((await world.GetAsync("corp")).UsableToken.Reveal(), payloads[6].GetProperty("Password").GetString());
        Assert.NotEqual(first.UsableToken.Reveal(), payloads[6].GetProperty("Password").GetString());
        Assert.Equal(
            ["Success", "Success", "NotFound", "NotFound"], payloads[5..].Select(payload => payload.GetProperty("ResponseCode").GetString()));
    }

    [Theory]
    [InlineData("svn get", "is not a helper")]
    [InlineData("gti get", "Did you mean 'git'")]
    [InlineData("git", "Which operation")]
    [InlineData("docker", "Which operation")]
    [InlineData("kubectl", "Which provider")]
    [InlineData("aws -P corp", "Which role")]
    [InlineData("aws -P corp --role-arn admin", "the ARN of a role")]
    [InlineData("aws -P corp --role-arn arn:aws:iam::1:role/a --duration 1m", "15m to 12h")]
    [InlineData("npm", "Which registry")]
    [InlineData("npm get", "Which registry")]
    [InlineData("kubectl get -P corp", "one word too many")]
    [InlineData("git get --nonsense", "no option '--nonsense'")]
    public async Task A_line_of_configuration_that_cannot_work_says_why(string words, string expected)
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();

        HelperWorld.Answer answer = await world.AskAsync(words);

        Assert.Equal((ExitStatus.WrongUsage, ""), (answer.Status, answer.Output));
        Assert.Contains(expected, Assert.Single(answer.FrontEnd.UsageProblems).Message, StringComparison.Ordinal);
    }

    private static string Ask(string method, string payload) =>
        $$"""{"RequestId":"{{Guid.NewGuid()}}","Type":"Request","Method":"{{method}}","Payload":{{payload}}}""";

    private static string Credentials(string uri, bool isRetry) => Ask(
        "GetAuthenticationCredentials", $$"""{"Uri":"{{uri}}","IsRetry":{{(isRetry ? "true" : "false")}},"IsNonInteractive":true,"CanShowDialog":false}""");
}
