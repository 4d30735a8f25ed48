using System.Reflection;
using PrxAuth.Quickstart;
using PrxAuth.Simulator;

// The sample is also the browser of its own sign-ins: it follows the redirects, as a person's browser would.
if (args is ["browse", var url])
{
    return await SimulatedBrowser.VisitAsync(url);
}

string? shell = args is ["--shell", var named] ? named : null;
string script = Metadata("Script");
string home = Directory.CreateTempSubdirectory("prx-quickstart-").FullName;
await using SimulatorServer simulator = await SimulatorServer.StartAsync(
    new SimulatorOptions { AutoApproveDevice = true, DeviceInterval = 1 });
try
{
    string config = Path.Combine(home, "config.toml");
    await File.WriteAllTextAsync(config, $"""
        # My providers. PrxAuth keeps this comment.
        [providers.corp]
        issuer = "{simulator.BaseAddress}"      # discovery finds the endpoints
        client_id = "prx-cli"
        scopes = ["openid", "profile", "email", "offline_access"]

        """);
    foreach ((string name, string value) in new Dictionary<string, string>
    {
        ["PRX_CONFIG"] = config,
        ["PRX_DATA_HOME"] = Path.Combine(home, "data"),
        ["PRX_INTERACTIVE"] = "1",
        ["BROWSER"] = $"{Environment.ProcessPath} browse %s",
        ["PRX_QUICKSTART"] = Path.GetDirectoryName(script)!,
        ["PRX_QUICKSTART_MODULE"] = Metadata("StagedModule"),
        ["PRX_QUICKSTART_SIMULATOR"] = simulator.BaseAddress.ToString().TrimEnd('/'),
    })
    {
        Environment.SetEnvironmentVariable(name, value);
    }

    IReadOnlyList<Line> lines = Script.Read(script);
    return shell is null ? Session.Play(lines) : await Shell.PlayAsync(shell, lines);
}
finally
{
    Directory.Delete(home, recursive: true);
}

static string Metadata(string key) =>
    Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;
