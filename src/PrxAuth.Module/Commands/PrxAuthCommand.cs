using System.Management.Automation;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;

namespace PrxAuth.Commands;

/// <summary>What all cmdlets of the module share: stopping, running Core's work, and turning its failures into error records.</summary>
public abstract class PrxAuthCommand : PSCmdlet, IDisposable
{
    private readonly CancellationTokenSource _stop = new();

    /// <summary>Ends the wait that the cmdlet is in; Ctrl+C comes here.</summary>
    protected override void StopProcessing() => _stop.Cancel();

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the cmdlet holds.</summary>
    /// <param name="disposing">Whether managed resources are to be released.</param>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            _stop.Dispose();
        }
    }

    /// <summary>Whether the user gave the parameter.</summary>
    private protected bool IsGiven(string parameter) => MyInvocation.BoundParameters.ContainsKey(parameter);

    /// <summary>The session, with the config's warnings shown once for each state of the file.</summary>
    private protected AuthSession OpenSession()
    {
        AuthSession session = ModuleSession.Current;
        foreach (ConfigurationWarning warning in ModuleSession.TakeNewWarnings(session))
        {
            WriteWarning(warning.Message);
        }

        return session;
    }

    /// <summary>Runs Core's work while the pipeline thread writes what it has to say.</summary>
    private protected T Run<T>(Func<HostInteraction, CancellationToken, Task<T>> work)
    {
        using var pump = new PipelinePump();
        var interaction = new HostInteraction(this, pump);
        try
        {
            return pump.Run(stop => work(interaction, stop), _stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            throw new PipelineStoppedException();
        }
        catch (PipelineStoppedException)
        {
            // Somebody downstream has had enough (Select-Object -First): the work ends too.
            _stop.Cancel();
            throw;
        }
    }

    /// <summary>Gives the result of Core's work: at once where it is there already, which spares a valid token the change of threads.</summary>
    private protected T Run<T>(Func<CancellationToken, ValueTask<T>> work)
    {
        ValueTask<T> running = work(_stop.Token);
        if (running.IsCompletedSuccessfully)
        {
            return running.Result;
        }

        Task<T> task = running.AsTask();
        return Run((_, _) => task);
    }

    /// <summary>Runs one record's work; its failure is a non-terminating error about <paramref name="target"/>.</summary>
    private protected void Attempt(Action work, object? target)
    {
        try
        {
            work();
        }
        catch (PrxAuthException failure)
        {
            WriteError(ErrorRecords.From(failure, target));
        }
    }
}
