using System.Net.Sockets;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>
/// Listens on this machine's loopback address for the one authorization response of a sign-in (RFC 8252 section 7.3). A GET on exactly the
/// redirect path with the expected <c>state</c> is that response; whatever else arrives is answered and changes nothing.
/// </summary>
public sealed class LoopbackListener : IAsyncDisposable
{
    /// <summary>
    /// How many connections are served at once. Beyond it the oldest that has its answer is dropped, then the oldest that owes us its
    /// request; where there is neither, the next one waits until we have caught up.
    /// </summary>
    internal const int ConnectionLimit = 64;

    private static readonly TimeSpan AcceptPause = TimeSpan.FromMilliseconds(50);

    private readonly LoopbackSockets _sockets;
    private readonly TimeProvider _time;
    private readonly CallbackFilter _filter;
    private readonly TaskCompletionSource<AuthorizationResponse> _response = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly List<(LoopbackConnection Connection, Task Served)> _connections = [];
    private readonly Task[] _acceptLoops;
    private PendingResult? _pending;
    private int _disposed;

    private LoopbackListener(LoopbackOptions options, LoopbackSockets sockets)
    {
        _sockets = sockets;
        _time = options.Time;
        _filter = new CallbackFilter(options.Path, options.ExpectedState, sockets.Port);
        RedirectUri = LoopbackHosts.RedirectUri(options.RedirectHost, sockets.Port, options.Path);
        _acceptLoops = [.. sockets.All.Select(AcceptLoopAsync)];
    }

    /// <summary>The redirect URI, with the port that was bound.</summary>
    public Uri RedirectUri { get; }

    /// <summary>Whether it listens on ::1 as well.</summary>
    internal bool HasV6 => _sockets.HasV6;

    /// <summary>Whether it listens on 127.0.0.1.</summary>
    internal bool HasV4 => _sockets.HasV4;

    /// <summary>Binds the port and begins to listen.</summary>
    /// <exception cref="ArgumentException">
    /// The host is not a loopback host, the path is not a plain absolute path, or the state is empty.
    /// </exception>
    /// <exception cref="PrxAuthException">
    /// <see cref="PrxAuthError.RedirectPortInUse"/>: every port asked for is taken;
    /// <see cref="PrxAuthError.ConfigurationValue"/>: this machine lacks the address in the redirect URI.
    /// </exception>
    public static LoopbackListener Start(LoopbackOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentException.ThrowIfNullOrEmpty(options.ExpectedState);
        LoopbackHosts.Validate(options.RedirectHost, options.Path);

        LoopbackSockets sockets = LoopbackSockets.Bind(options.Ports);
        if ((options.RedirectHost == LoopbackHosts.V4 && !sockets.HasV4) || (options.RedirectHost == LoopbackHosts.V6 && !sockets.HasV6))
        {
            sockets.Dispose();
            throw new PrxAuthException(
                PrxAuthError.ConfigurationValue,
                $"The redirect host {options.RedirectHost} cannot be used: this machine does not have that loopback address.",
                $"Set redirect_host to {(sockets.HasV4 ? LoopbackHosts.V4 : LoopbackHosts.V6)} in the provider's section of the config.");
        }

        return new LoopbackListener(options, sockets);
    }

    /// <summary>Waits for the authorization response. The port stays open until the listener is disposed.</summary>
    /// <param name="cancellationToken">Ends the wait; the listener goes on.</param>
    /// <exception cref="ObjectDisposedException">The listener was disposed before a response came.</exception>
    public Task<AuthorizationResponse> WaitAsync(CancellationToken cancellationToken) => _response.Task.WaitAsync(cancellationToken);

    /// <summary>
    /// Frees the port, tells a browser that still waits for its page that the sign-in was interrupted, and closes all connections.
    /// </summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) != 0)
        {
            return;
        }

        _sockets.Dispose();
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_acceptLoops).ConfigureAwait(false);
        Task[] served;
        lock (_gate)
        {
            served = [.. _connections.Select(entry => entry.Served)];
        }

        await Task.WhenAll(served).ConfigureAwait(false);
        if (_response.TrySetException(new ObjectDisposedException(nameof(LoopbackListener))))
        {
            // Nobody may be waiting, and then it is nobody's failure.
            _ = _response.Task.Exception;
        }

        _stopping.Dispose();
    }

    private async Task AcceptLoopAsync(Socket listening)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await listening.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                await AdmitAsync(new LoopbackConnection(socket, _time)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone already, or the process is out of descriptors: the pause keeps the latter from spinning.
                await Task.Delay(AcceptPause, _time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task AdmitAsync(LoopbackConnection connection)
    {
        while (!TryAdmit(connection, out Task[] served))
        {
            await Task.WhenAny(served).ConfigureAwait(false);
        }
    }

    private bool TryAdmit(LoopbackConnection connection, out Task[] served)
    {
        lock (_gate)
        {
            _connections.RemoveAll(entry => entry.Served.IsCompleted);
            bool isFull = _connections.Count(entry => !entry.Connection.IsDropped) >= ConnectionLimit;
            if (isFull && !_connections.Any(entry => entry.Connection.TryDropAnswered())
                && !_connections.Any(entry => entry.Connection.TryDropSilent()))
            {
                served = [.. _connections.Select(entry => entry.Served)];
                return false;
            }

            served = [];
            _connections.Add((connection, Task.Run(() => ServeAsync(connection))));
            return true;
        }
    }

    private async Task ServeAsync(LoopbackConnection connection)
    {
        using (connection)
        {
            (HttpRequestHead? head, HttpAnswer? refusal) = await connection.ReadAsync(_stopping.Token).ConfigureAwait(false);
            if (head is not null)
            {
                await AnswerAsync(connection, head).ConfigureAwait(false);
            }
            else if (refusal is not null)
            {
                await connection.WriteAsync(refusal, withContent: true).ConfigureAwait(false);
            }
            else
            {
                return;
            }

            await connection.DrainAsync(_stopping.Token).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(LoopbackConnection connection, HttpRequestHead head)
    {
        if (!_filter.TryAccept(head, out RedirectParameters? callback, out HttpAnswer? refusal))
        {
            await connection.WriteAsync(refusal, withContent: head.Method != "HEAD").ConfigureAwait(false);
            return;
        }

        PendingResult pending = new();
        if (Interlocked.CompareExchange(ref _pending, pending, null) is not null)
        {
            await connection.WriteAsync(HttpAnswer.AlreadyDone, withContent: true).ConfigureAwait(false);
            return;
        }

        _response.TrySetResult(AuthorizationResponse.From(callback, pending));
        try
        {
            LoopbackPage page = await ResultAsync(pending).ConfigureAwait(false);
            await connection.WriteAsync(HttpAnswer.Result(page), withContent: true).ConfigureAwait(false);
        }
        finally
        {
            pending.MarkShown();
        }
    }

    private async Task<LoopbackPage> ResultAsync(PendingResult pending)
    {
        try
        {
            return await pending.Page.WaitAsync(_stopping.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return SignInPages.Interrupted;
        }
    }
}
