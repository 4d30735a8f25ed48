using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Tests.Support;
using PrxAuth.Core.Tokens;
using PrxAuth.Simulator;
using Xunit;

namespace PrxAuth.Core.Tests.Protocol;

/// <summary>Clients that sign their own assertions (<c>private_key_jwt</c>).</summary>
public sealed class ClientKeyTests
{
    [Fact]
    public async Task A_signed_assertion_authenticates_client_credentials_and_their_renewal()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();

        Credential first = await world.SignInAsync(
            new SignInRequest { Provider = "corp-keyed", Flow = SignInFlow.ClientCredentials, Scopes = ["api"] });
        world.Clock.Advance(TimeSpan.FromHours(2));
        Credential second = await world.GetAsync("corp-keyed");

        Assert.NotEqual(first.UsableToken, second.UsableToken);
        Assert.Equal(SimulatorClients.Keyed, second.Account);
    }

    [Fact]
    [Conformance("F11")]
    public async Task A_signed_assertion_authenticates_push_code_refresh_and_revocation()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();

        Credential credential = await world.SignInAsync("corp-keyed");
        world.Clock.Advance(TimeSpan.FromHours(2));
        Credential renewed = await world.GetAsync("corp-keyed");
        RevocationResult? revoked = await world.Session.SignOut.SignOutAsync(
            credential.Key, world.Session.Profiles.Select("corp-keyed", null).Provider, localOnly: false, SimulatedWorld.Cancellation);

        Assert.NotEqual(credential.Tokens.RefreshToken, renewed.Tokens.RefreshToken);
        Assert.Equal(RevocationOutcome.Revoked, revoked!.Outcome);
        Assert.Single(world.Control.Requests, request => request.Path == "/connect/par");
    }

    [Fact]
    public async Task A_signed_assertion_authenticates_a_device_sign_in()
    {
        await using SimulatedWorld world = await Protocols.StartAsync(new SimulatorOptions { AutoApproveDevice = true });

        Assert.Equal("alice@example.test", (await world.RunClockAsync(world.SignInAsync("corp-keyed", SignInFlow.DeviceCode))).Account);
    }

    [Fact]
    public async Task A_key_file_counts_from_the_config_file_and_a_foreign_key_is_refused()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        using ECDsa foreign = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string file = Path.Join(Path.GetDirectoryName(world.ConfigFile), "client.pem");
        world.EditConfig(text => text.Replace("client_key_env = \"PRX_KEYED_KEY\"", "client_key_file = \"client.pem\"", StringComparison.Ordinal));
        var request = new SignInRequest { Provider = "corp-keyed", Flow = SignInFlow.ClientCredentials, Scopes = ["api"] };

        PrxAuthException missing = await world.FailsAsync(PrxAuthError.ClientKeyInvalid, () => world.SignInAsync(request));
        await File.WriteAllTextAsync(file, foreign.ExportECPrivateKeyPem(), SimulatedWorld.Cancellation);
        await world.FailsAsync(PrxAuthError.ClientRejected, () => world.SignInAsync(request));
        await File.WriteAllTextAsync(file, SimulatorClients.KeyedKeyPem, SimulatedWorld.Cancellation);

        Assert.NotNull((await world.SignInAsync(request)).ExpiresAt);
        Assert.Contains(file, missing.Message, StringComparison.Ordinal);
    }

    [Fact]
    [Conformance("F11", "F12", "F13")]
    public async Task Each_request_has_an_assertion_of_its_own_for_the_issuer_and_a_minute()
    {
        await using RawProvider raw = new(_ => RawProvider.Reply("""{"access_token":"at-0123456789","expires_in":3600}"""));
        await using SimulatedWorld world = await SimulatedWorld.StartAsync();
        using RSA key = RSA.Create(2048);
        world.Environment["KEY"] = key.ExportPkcs8PrivateKeyPem();
        world.WriteConfig(raw.ConfigToml("""
            issuer = "https://issuer.example.test"
            client_authentication = "private_key_jwt"
            client_key_env = "KEY"
            client_key_id = "k-1"
            flows = ["client-credentials"]
            oidc = false
            """));

        await world.SignInAsync("raw", SignInFlow.ClientCredentials);
        await world.RenewAsync("raw");

        List<string> ids = [];
        foreach (RawRequest request in raw.Requests)
        {
            Assert.Equal("urn:ietf:params:oauth:client-assertion-type:jwt-bearer", request["client_assertion_type"]);
            Assert.Null(request["client_secret"]);
            Assert.DoesNotContain("Authorization:", request.Head, StringComparison.OrdinalIgnoreCase);
            string[] parts = request["client_assertion"]!.Split('.');
            Assert.True(key.VerifyData(
                Encoding.ASCII.GetBytes($"{parts[0]}.{parts[1]}"), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
            using JsonDocument header = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[0]));
            using JsonDocument claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1]));
            Assert.Equal("k-1", header.RootElement.GetProperty("kid").GetString());
            Assert.Equal("raw-client", claims.RootElement.GetProperty("iss").GetString());
            Assert.Equal("raw-client", claims.RootElement.GetProperty("sub").GetString());
            Assert.Equal("https://issuer.example.test", claims.RootElement.GetProperty("aud").GetString());
            Assert.InRange(claims.RootElement.GetProperty("exp").GetInt64() - world.Clock.GetUtcNow().ToUnixTimeSeconds(), 1, 60);
            ids.Add(claims.RootElement.GetProperty("jti").GetString()!);
        }

        Assert.Equal(2, ids.Distinct().Count());
    }

    [Fact]
    public async Task A_json_web_key_is_a_client_key_too()
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        using ECDsa key = ECDsa.Create();
        key.ImportFromPem(SimulatorClients.KeyedKeyPem);
        ECParameters numbers = key.ExportParameters(includePrivateParameters: true);
        world.Environment["PRX_KEYED_KEY"] = $$"""
            {"kty":"EC","crv":"P-256","x":"{{Base64Url.EncodeToString(numbers.Q.X)}}","y":"{{Base64Url.EncodeToString(numbers.Q.Y)}}","d":"{{Base64Url.EncodeToString(numbers.D)}}"}
            """;

        Assert.NotNull((await world.SignInAsync("corp-keyed")).Tokens.RefreshToken);
    }

    [Theory]
    [InlineData("-----BEGIN PRIVATE KEY-----\nnonsense-and-more\n-----END PRIVATE KEY-----")]
    [InlineData("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"nonsense-and-more\"}")]
    [InlineData("nonsense-and-more")]
    public async Task What_is_no_key_is_refused_and_not_repeated(string key)
    {
        await using SimulatedWorld world = await Protocols.StartAsync();
        world.Environment["PRX_KEYED_KEY"] = key;

        PrxAuthException failure = await world.FailsAsync(PrxAuthError.ClientKeyInvalid, () => world.SignInAsync("corp-keyed"));

        Assert.DoesNotContain("nonsense", failure.ToString(), StringComparison.Ordinal);
        Assert.Contains("PRX_KEYED_KEY", failure.Message, StringComparison.Ordinal);
    }
}
