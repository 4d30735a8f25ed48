using System.Runtime.InteropServices;

namespace PrxAuth.Cli.Terminal;

/// <summary>Turns the first Ctrl+C or SIGTERM into a cancellation; the second ends the process at once.</summary>
internal sealed class InterruptSignals : IDisposable
{
    private readonly CancellationTokenSource _interrupted = new();
    private readonly PosixSignalRegistration[] _registrations;
    private int _status;

    public InterruptSignals() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => OnSignal(context, ExitStatus.Interrupted)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => OnSignal(context, ExitStatus.Terminated)),
    ];

    public CancellationToken Token => _interrupted.Token;

    /// <summary>The exit status that the signal asks for; 0 while there was none.</summary>
    public int Status => Volatile.Read(ref _status);

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }

        _interrupted.Dispose();
    }

    private void OnSignal(PosixSignalContext context, int status)
    {
        context.Cancel = true;
        if (Interlocked.CompareExchange(ref _status, status, 0) != 0)
        {
            Environment.Exit(status);
        }

        _interrupted.Cancel();
    }
}
