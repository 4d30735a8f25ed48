using System.Net.Sockets;

namespace PrxAuth.Core.Flows.Loopback;

/// <summary>One connection: reads one request head within limits of time and size, writes one answer, closes.</summary>
internal sealed class LoopbackConnection(Socket socket, TimeProvider time) : IDisposable
{
    /// <summary>How long a connection may stay silent: browsers open spare ones before they need them.</summary>
    public static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    /// <summary>How long a request head may take from its first byte to its last.</summary>
    public static readonly TimeSpan RequestLimit = TimeSpan.FromSeconds(10);

    /// <summary>The longest request line, in bytes.</summary>
    public const int RequestLineLimit = 16 * 1024;

    /// <summary>
    /// The longest head, in bytes. More than the request line may have, because cookies belong to a host and not to a port: a developer's
    /// browser sends this listener whatever all the servers on <c>localhost</c> have ever set.
    /// </summary>
    public const int HeadLimit = 64 * 1024;

    private const int DrainLimit = 256 * 1024;

    private static readonly TimeSpan WriteLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(1);

    private byte[] _buffer = new byte[2048];
    private int _count;
    private int _stage = (int)Stage.Reading;

    private enum Stage
    {
        Reading,
        Answering,
        Leaving,
        Dropped,
    }

    /// <summary>Whether the connection has been dropped to make room.</summary>
    public bool IsDropped => Volatile.Read(ref _stage) == (int)Stage.Dropped;

    /// <summary>Closes the connection if it has its answer and only the client's leaving is waited for; for making room.</summary>
    /// <returns>Whether it was dropped.</returns>
    public bool TryDropAnswered() => TryDrop(Stage.Leaving);

    /// <summary>
    /// Closes the connection if its client has not sent a whole request, and nothing that waits to be read; for making room. What lies
    /// unread is our delay and not the client's, and may be the very answer that the sign-in waits for.
    /// </summary>
    /// <returns>Whether it was dropped.</returns>
    public bool TryDropSilent() => !HasUnread() && TryDrop(Stage.Reading);

    /// <summary>Reads the request head.</summary>
    /// <returns>The head, or the answer for a request that cannot be taken, or neither where nobody is there to answer.</returns>
    public async Task<(HttpRequestHead? Head, HttpAnswer? Refusal)> ReadAsync(CancellationToken stopping)
    {
        try
        {
            if (!await ReceiveAsync(IdleLimit, stopping).ConfigureAwait(false))
            {
                return default;
            }
        }
        catch (OperationCanceledException)
        {
            return default;
        }

        (HttpRequestHead? Head, HttpAnswer? Refusal) request;
        using CancellationTokenSource deadline = new(RequestLimit, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            while (!TryTake(out request))
            {
                if (!await ReceiveAsync(limit.Token).ConfigureAwait(false))
                {
                    return default;
                }
            }
        }
        catch (OperationCanceledException)
        {
            request = stopping.IsCancellationRequested ? default : (null, HttpAnswer.TooSlow);
        }

        return TryMove(Stage.Reading, Stage.Answering) ? request : default;
    }

    /// <summary>Sends the answer and ends our side of the connection.</summary>
    /// <returns>Whether the browser took it as far as we can know.</returns>
    public async Task<bool> WriteAsync(HttpAnswer answer, bool withContent)
    {
        using CancellationTokenSource deadline = new(WriteLimit, time);
        try
        {
            ReadOnlyMemory<byte> rest = answer.ToBytes(withContent);
            while (!rest.IsEmpty)
            {
                rest = rest[await socket.SendAsync(rest, SocketFlags.None, deadline.Token).ConfigureAwait(false)..];
            }

            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>
    /// Takes and forgets what the client still sends, for a moment: closing a socket with unread bytes resets the connection, and the
    /// client would lose the answer that is on its way.
    /// </summary>
    public async Task DrainAsync(CancellationToken stopping)
    {
        TryMove(Stage.Answering, Stage.Leaving);
        using CancellationTokenSource deadline = new(DrainTime, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        try
        {
            int drained = 0;
            int received;
            do
            {
                received = await socket.ReceiveAsync(_buffer.AsMemory(), SocketFlags.None, limit.Token).ConfigureAwait(false);
                drained += received;
            }
            while (received > 0 && drained < DrainLimit);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            return;
        }
    }

    public void Dispose() => socket.Dispose();

    private bool TryDrop(Stage from)
    {
        if (!TryMove(from, Stage.Dropped))
        {
            return false;
        }

        socket.Dispose();
        return true;
    }

    private bool TryMove(Stage from, Stage to) => Interlocked.CompareExchange(ref _stage, (int)to, (int)from) == (int)from;

    private bool HasUnread()
    {
        try
        {
            return socket.Available > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private async Task<bool> ReceiveAsync(TimeSpan patience, CancellationToken stopping)
    {
        using CancellationTokenSource deadline = new(patience, time);
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        return await ReceiveAsync(limit.Token).ConfigureAwait(false);
    }

    private async Task<bool> ReceiveAsync(CancellationToken cancellationToken)
    {
        if (_count == _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Min(_buffer.Length * 4, HeadLimit));
        }

        try
        {
            int received = await socket.ReceiveAsync(_buffer.AsMemory(_count), SocketFlags.None, cancellationToken).ConfigureAwait(false);
            _count += received;
            return received > 0;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    private bool TryTake(out (HttpRequestHead? Head, HttpAnswer? Refusal) request)
    {
        ReadOnlySpan<byte> received = _buffer.AsSpan(0, _count);
        int lineEnd = received.IndexOf("\r\n"u8);
        int headEnd = received.IndexOf("\r\n\r\n"u8);

        // A TLS hello never has an end of head; waiting for one would hold up the browser's fallback to http.
        if (!char.IsAsciiLetter((char)received[0]))
        {
            request = (null, HttpAnswer.Malformed);
            return true;
        }

        if ((lineEnd < 0 ? _count : lineEnd) > RequestLineLimit)
        {
            request = (null, HttpAnswer.TargetTooLong);
            return true;
        }

        if (headEnd >= 0)
        {
            HttpRequestHead? head = HttpRequestHead.TryParse(received[..headEnd]);
            request = (head, head is null ? HttpAnswer.Malformed : null);
            return true;
        }

        request = _count == HeadLimit ? (null, HttpAnswer.FieldsTooLong) : default;
        return _count == HeadLimit;
    }
}
