using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>The real <c>dotnet restore</c>, a feed that wants a credential, and the plugin and the variable as the documentation writes them.</summary>
public sealed class NuGetClientTests
{
    [Fact]
    public async Task The_plugin_is_asked_and_asked_again_when_the_feed_refuses_its_token()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        Credential first = await world.SignInAsync("corp");
        using var door = new TokenDoor(new Uri(world.Server.BaseAddress, "api/me"), "Basic");
        await using LoopbackServer feed = await LoopbackServer.StartAsync(context => ServeAsync(context, door));
        world.NameHosts(feed.Address.Authority);
        using ClientHome home = Home(world, feed);
        home.WriteScript("nuget-plugin-prx", HelpersPage.Block("exec prx auth helper nuget"));

        // Ended early by the server: by the clock it is still good, so that is what NuGet is given first.
        world.Control.ExpireAccessTokens(SimulatorArea.Oidc);
        string said = await home.SucceedsAsync("dotnet", "restore");

        Assert.DoesNotContain(first.UsableToken.Reveal(), said, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Join(home.Root, "packages/hello/1.0.0/hello.nuspec")));
        Assert.Equal(["oauth2"], door.UserNames.Distinct());
        Assert.NotEqual(first.UsableToken, (await world.GetAsync("corp")).UsableToken);
    }

    [Fact]
    public async Task The_variable_does_for_one_source()
    {
        await using SimulatedWorld world = await SimulatedWorld.StartAsync(useSystemClock: true);
        await world.SignInAsync("corp");
        using var door = new TokenDoor(new Uri(world.Server.BaseAddress, "api/me"), "Basic");
        await using LoopbackServer feed = await LoopbackServer.StartAsync(context => ServeAsync(context, door));
        using ClientHome home = Home(world, feed);

        await home.SucceedsAsync("sh", "-c", HelpersPage.Block("NuGetPackageSourceCredentials_corp"));

        Assert.True(File.Exists(Path.Join(home.Root, "packages/hello/1.0.0/hello.nuspec")));
        Assert.Equal(["oauth2"], door.UserNames.Distinct());
    }

    private static ClientHome Home(SimulatedWorld world, LoopbackServer feed)
    {
        ClientHome.SkipWithout("dotnet");
        var home = new ClientHome(world);
        home.Environment["DOTNET_CLI_HOME"] = home.Root;
        home.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        home.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        home.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        home.Environment["NUGET_PACKAGES"] = Path.Join(home.Root, "packages");
        home.Environment["NUGET_HTTP_CACHE_PATH"] = Path.Join(home.Root, "http-cache");
        home.Environment["NUGET_PLUGINS_CACHE_PATH"] = Path.Join(home.Root, "plugins-cache");
        home.Write("nuget.config", $"""
            <configuration>
              <packageSources>
                <clear />
                <add key="corp" value="{new Uri(feed.Address, "v3/index.json")}" allowInsecureConnections="true" />
              </packageSources>
            </configuration>
            """);
        home.Write("work.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>netstandard2.0</TargetFramework>
                <DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences>
                <NuGetAudit>false</NuGetAudit>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="hello" Version="1.0.0" />
              </ItemGroup>
            </Project>
            """);
        return home;
    }

    // NuGet's server API, version 3: as much as a restore asks for.
    private static async Task ServeAsync(HttpContext context, TokenDoor door)
    {
        if (!await door.OpensToAsync(context))
        {
            return;
        }

        switch (context.Request.Path.Value)
        {
            case "/v3/index.json":
                await context.Response.WriteAsync(
                    $$"""{"version":"3.0.0","resources":[{"@id":"http://{{context.Request.Host}}/packages/","@type":"PackageBaseAddress/3.0.0"}]}""");
                break;
            case "/packages/hello/index.json":
                await context.Response.WriteAsync("""{"versions":["1.0.0"]}""");
                break;
            case "/packages/hello/1.0.0/hello.1.0.0.nupkg":
                await context.Response.Body.WriteAsync(Pack());
                break;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                break;
        }
    }

    private static byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var archive = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
        using (var writer = new StreamWriter(archive.CreateEntry("hello.nuspec").Open()))
        {
            writer.Write("""
                <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
                  <metadata><id>hello</id><version>1.0.0</version><authors>a</authors><description>a</description></metadata>
                </package>
                """);
        }

        return packed.ToArray();
    }
}
