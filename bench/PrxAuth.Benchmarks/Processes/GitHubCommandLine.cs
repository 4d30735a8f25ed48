namespace PrxAuth.Benchmarks.Processes;

/// <summary>The GitHub CLI with a login of its own in a directory of its own.</summary>
internal sealed class GitHubCommandLine : IDisposable
{
    private readonly string? _program = Locations.OnPath("gh");
    private readonly string _directory;

    public GitHubCommandLine(string root)
    {
        _directory = Directory.CreateDirectory(Path.Join(root, "gh")).FullName;
        File.WriteAllText(
            Path.Join(_directory, "hosts.yml"),
            "github.com:\n    oauth_token: gho_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n    user: octo\n    git_protocol: https\n");
    }

    public bool IsHere => _program is not null;

    public (string Output, double Milliseconds) Run(Shell shell) => shell.With("GH_CONFIG_DIR", _directory).Run(_program!, "auth", "token");

    public void Dispose() => Directory.Delete(_directory, recursive: true);
}
