using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The real aws, a token service, and the profile that the documentation writes.</summary>
public sealed class AwsClientTests
{
    private const string Identity = """
        <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::123456789012:assumed-role/deploy/x</Arn>
        <UserId>AROA:x</UserId><Account>123456789012</Account></GetCallerIdentityResult></GetCallerIdentityResponse>
        """;

    [Fact]
    public async Task Aws_signs_with_the_keys_of_the_role()
    {
        ClientHome.SkipWithout("aws");
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        Credential credential = await world.SignInAsync("corp");
        world.Environment["AWS_ENDPOINT_URL_STS"] = new Uri(world.Server.BaseAddress, "sts/aws").AbsoluteUri;
        ConcurrentQueue<IHeaderDictionary> asked = [];
        await using LoopbackServer service = await LoopbackServer.StartAsync(context =>
        {
            asked.Enqueue(new HeaderDictionary(context.Request.Headers.ToDictionary()));
            context.Response.ContentType = "text/xml";
            return context.Response.WriteAsync(Identity);
        });
        using var home = new ClientHome(world);
        home.Write(".aws/config", HelpersPage.Block("credential_process"));

        string said = await home.SucceedsAsync(
            "aws", "sts", "get-caller-identity", "--profile", "deploy", "--region", "eu-west-1", "--endpoint-url", service.Address.AbsoluteUri);

        Assert.Contains("assumed-role/deploy", said, StringComparison.Ordinal);
        IHeaderDictionary headers = Assert.Single(asked);
        Assert.Contains("Credential=ASIA", headers.Authorization.ToString(), StringComparison.Ordinal);
        Assert.EndsWith("+/==", headers["X-Amz-Security-Token"].ToString(), StringComparison.Ordinal);
        Assert.Equal(credential.Tokens.IdToken!.Reveal(), Assert.Single(world.Control.Federation.AssumedRoles).Token);
    }
}
