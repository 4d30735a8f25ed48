using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace PrxAuth.EngineHost;

/// <summary>Runs scripts in a runspace and records what they leave on each stream.</summary>
internal sealed class SessionRunner(Action<EngineReply> tell) : IDisposable
{
    private readonly Dictionary<string, string> _environmentAtStart = Environment.GetEnvironmentVariables()
        .Cast<DictionaryEntry>().ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!);

    private Runspace? _runspace;
    private RecordingHost _host = new(null);
    private readonly Lock _gate = new();
    private PowerShell? _running;
    private IAsyncResult? _stopping;

    public EngineResult Execute(EngineRequest request)
    {
        switch (request.Command)
        {
            case "open":
                Open(request);
                return request.Module is null ? new EngineResult() : Run($"Import-Module '{request.Module}'");
            case "complete":
                return Complete(request.Script!);
            default:
                return Run(request.Script!);
        }
    }

    /// <summary>What Ctrl+C does.</summary>
    public void Stop()
    {
        lock (_gate)
        {
            _stopping ??= _running?.BeginStop(null, null);
        }

        _host.Interrupt();
    }

    /// <summary>What the person types.</summary>
    public void Answer(string text) => _host.Answer(text);

    public void Dispose()
    {
        _runspace?.Dispose();
        _host.Dispose();
    }

    private void Open(EngineRequest request)
    {
        Dispose();
        RestoreEnvironment(request.Environment ?? []);
        _host = new RecordingHost(request.Answers);
        InitialSessionState state = InitialSessionState.CreateDefault2();
        state.Commands.Add(new SessionStateCmdletEntry("Select-First", typeof(SelectFirstCommand), null));
        _runspace = RunspaceFactory.CreateRunspace(_host, state);
        _runspace.Open();
    }

    private void RestoreEnvironment(Dictionary<string, string> changes)
    {
        foreach (string name in Environment.GetEnvironmentVariables().Keys.Cast<string>().ToArray())
        {
            Environment.SetEnvironmentVariable(name, _environmentAtStart.GetValueOrDefault(name));
        }

        foreach ((string name, string value) in changes)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }

    private EngineResult Run(string script)
    {
        var result = new EngineResult();
        using PowerShell powerShell = PowerShell.Create(_runspace);
        powerShell.AddScript(script, useLocalScope: false);
        using var output = new PSDataCollection<PSObject>();
        Announce(powerShell);
        _host.Begin();
        lock (_gate)
        {
            _running = powerShell;
        }

        try
        {
            powerShell.Invoke(input: null, output);
        }
        catch (PipelineStoppedException)
        {
            // The state says so.
        }
        catch (RuntimeException e)
        {
            result.Terminating = Revealer.Report(e.ErrorRecord);
        }
        finally
        {
            AwaitStop(powerShell);
        }

        result.Output.AddRange(output.Select(Revealer.Report));
        result.Errors.AddRange(powerShell.Streams.Error.Select(Revealer.Report));
        result.Warnings.AddRange(powerShell.Streams.Warning.Select(record => record.Message));
        result.Verbose.AddRange(powerShell.Streams.Verbose.Select(record => record.Message));
        result.Debug.AddRange(powerShell.Streams.Debug.Select(record => record.Message));
        result.Information.AddRange(powerShell.Streams.Information.Select(record => $"{record.MessageData}"));
        result.Progress.AddRange(powerShell.Streams.Progress.Select(record => new ProgressReport(
            record.Activity, record.StatusDescription, record.SecondsRemaining, record.RecordType == ProgressRecordType.Completed)));
        result.State = powerShell.InvocationStateInfo.State.ToString();
        result.Screen = _host.TakeScreen();
        result.LastExitCode = _runspace!.SessionStateProxy.GetVariable("LASTEXITCODE")?.ToString();
        result.ErrorVariable.AddRange(((ArrayList)_runspace.SessionStateProxy.GetVariable("Error")).ToArray().Select(Revealer.ReportAny));
        return result;
    }

    // A PowerShell that is disposed of while it is being stopped falls over itself.
    private void AwaitStop(PowerShell powerShell)
    {
        IAsyncResult? stopping;
        lock (_gate)
        {
            _running = null;
            stopping = _stopping;
            _stopping = null;
        }

        if (stopping is not null)
        {
            powerShell.EndStop(stopping);
        }
    }

    private EngineResult Complete(string line)
    {
        using PowerShell powerShell = PowerShell.Create(_runspace);
        CommandCompletion completion = CommandCompletion.CompleteInput(line, line.Length, null, powerShell);
        var result = new EngineResult { State = "Completed" };
        result.Completions.AddRange(completion.CompletionMatches.Select(match => match.CompletionText));
        return result;
    }

    private void Announce(PowerShell powerShell)
    {
        powerShell.Streams.Verbose.DataAdded += (_, added) => Tell("verbose", powerShell.Streams.Verbose[added.Index].Message);
        powerShell.Streams.Warning.DataAdded += (_, added) => Tell("warning", powerShell.Streams.Warning[added.Index].Message);
        powerShell.Streams.Information.DataAdded += (_, added) => Tell("information", $"{powerShell.Streams.Information[added.Index].MessageData}");
        powerShell.Streams.Progress.DataAdded += (_, added) => Tell("progress", powerShell.Streams.Progress[added.Index].Activity);
    }

    private void Tell(string stream, string text) => tell(new EngineReply { Stream = stream, Text = text });
}
