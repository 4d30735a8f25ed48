using System.Collections.Concurrent;

namespace PrxAuth.Commands;

/// <summary>
/// Runs work off the pipeline thread and what it wants written on it, since PowerShell accepts output from that thread alone.
/// </summary>
internal sealed class PipelinePump : IDisposable
{
    private readonly BlockingCollection<Action> _writes = [];

    /// <summary>Has <paramref name="write"/> run on the pipeline thread. What comes after the end of the work is dropped.</summary>
    public void Post(Action write)
    {
        try
        {
            _writes.Add(write);
        }
        catch (InvalidOperationException)
        {
            // The command was stopped; nobody reads any more.
        }
    }

    /// <summary>Has <paramref name="read"/> run on the pipeline thread and gives its result.</summary>
    public Task<T> AskAsync<T>(Func<T> read, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(() =>
        {
            try
            {
                answer.TrySetResult(read());
            }
            catch (Exception e)
            {
                answer.TrySetException(e);
            }
        });
        return answer.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Runs <paramref name="work"/> to its end and returns its result; when stopped, returns at once and leaves the work to end by itself.</summary>
    /// <exception cref="OperationCanceledException">The command was stopped.</exception>
    public T Run<T>(Func<CancellationToken, Task<T>> work, CancellationToken stop)
    {
        Task<T> running = Task.Run(
            async () =>
            {
                try
                {
                    return await work(stop).ConfigureAwait(false);
                }
                finally
                {
                    _writes.CompleteAdding();
                }
            },
            CancellationToken.None);
        try
        {
            foreach (Action write in _writes.GetConsumingEnumerable(stop))
            {
                write();
            }
        }
        catch
        {
            _ = running.ContinueWith(static done => done.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            throw;
        }

        return running.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public void Dispose() => _writes.Dispose();
}
