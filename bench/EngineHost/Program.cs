using System.Management.Automation;
using System.Management.Automation.Runspaces;

// Without a script it does nothing: that is what starting any .NET process costs.
if (args is not [string script])
{
    return 0;
}

using Runspace runspace = RunspaceFactory.CreateRunspace(InitialSessionState.CreateDefault2());
runspace.Open();
using PowerShell shell = PowerShell.Create(runspace);
// The engine's own first pipeline is not what is measured.
shell.AddScript("1").Invoke();
shell.Commands.Clear();
foreach (PSObject line in shell.AddScript(script).Invoke())
{
    Console.WriteLine(line);
}

foreach (ErrorRecord error in shell.Streams.Error)
{
    Console.Error.WriteLine(error);
}

return shell.HadErrors ? 1 : 0;
