using System.Management.Automation;
using System.Reflection;

namespace PrxAuth.EngineHost;

/// <summary>
/// <c>Select-Object -First 1</c>, which the bare engine lacks: passes one object on and has the commands before it stop, by the engine's
/// own internal exception.
/// </summary>
[Cmdlet(VerbsCommon.Select, "First")]
public sealed class SelectFirstCommand : PSCmdlet
{
    private static readonly Type s_stop =
        typeof(PSCmdlet).Assembly.GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!;

    [Parameter(ValueFromPipeline = true)]
    public PSObject? InputObject { get; set; }

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        throw (Exception)Activator.CreateInstance(s_stop, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic, null, [this], null)!;
    }
}
