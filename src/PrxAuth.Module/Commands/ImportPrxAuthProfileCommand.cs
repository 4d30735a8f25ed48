using System.Management.Automation;
using PrxAuth.Completion;
using PrxAuth.Core.Import;

namespace PrxAuth.Commands;

/// <summary>Brings in the logins of another tool as profiles.</summary>
[Cmdlet(VerbsData.Import, "PrxAuthProfile", SupportsShouldProcess = true)]
[OutputType(typeof(PrxAuthImport))]
public sealed class ImportPrxAuthProfileCommand : PrxAuthCommand
{
    /// <summary>The tool whose logins are brought in.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateSet("gh", "codex", "gemini-cli", "claude-code", "prx")]
    public string From { get; set; } = string.Empty;

    /// <summary>The tool's file; without it where the tool keeps it.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>What the profile is to be called.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ProfileCompleter))]
    public string? Profile { get; set; }

    /// <summary>Replaces profiles of the same name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Attempt(
        () =>
        {
            ImportService import = OpenSession().Import;
            string? path = Path is null ? null : GetUnresolvedProviderPathFromPSPath(Path);
            foreach (FoundLogin login in import.Find(From, path, Profile))
            {
                Attempt(() => Import(import, login), login.ForeignName);
            }
        },
        From);

    private void Import(ImportService import, FoundLogin login)
    {
        if (login.Key is { } key && !ShouldProcess($"{login.ForeignName} of {login.Source}", $"Import as profile {key}"))
        {
            return;
        }

        ImportResult result = Run(stop => new ValueTask<ImportResult>(import.ImportAsync(login, Force, stop)));
        WriteObject(result.ToOutput());
        if (result.Outcome == ImportOutcome.Imported && result.Reason is { } reason)
        {
            WriteWarning($"'{login.Key}': {reason}");
        }
    }
}
