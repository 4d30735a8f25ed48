using System.Management.Automation;

namespace EmptyModule;

/// <summary>The cheapest cmdlet there can be.</summary>
[Cmdlet(VerbsCommon.Get, "Nothing")]
[OutputType(typeof(Nothing))]
public sealed class GetNothingCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord() => WriteObject(new Nothing("nothing"));
}

/// <summary>What it gives.</summary>
/// <param name="Name">A text.</param>
public sealed record Nothing(string Name);
