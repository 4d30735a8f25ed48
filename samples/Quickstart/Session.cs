using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PrxAuth.Quickstart;

/// <summary>Plays the script in the PowerShell engine the way it looks when a person types it: prompt, line, output.</summary>
internal static class Session
{
    public static int Play(IReadOnlyList<Line> script)
    {
        using Runspace runspace = RunspaceFactory.CreateRunspace(new TerminalHost(), InitialSessionState.CreateDefault2());
        runspace.Open();
        bool failed = false;
        foreach (Line line in script)
        {
            if (line.Heading.Length > 0)
            {
                Console.WriteLine(line.Heading);
            }

            using PowerShell powerShell = PowerShell.Create(runspace);
            powerShell.AddScript(line.Text, useLocalScope: false).AddCommand("Out-Default");
            powerShell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
            try
            {
                powerShell.Invoke();
            }
            catch (RuntimeException e)
            {
                Console.Error.WriteLine(e.Message);
                failed = true;
            }

            failed |= powerShell.HadErrors;
        }

        return failed ? 1 : 0;
    }
}
