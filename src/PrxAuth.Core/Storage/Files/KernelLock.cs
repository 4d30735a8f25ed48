using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace PrxAuth.Core.Storage.Files;

/// <summary>With whom a lock is shared.</summary>
internal enum LockSharing
{
    /// <summary>With nobody.</summary>
    None,
    /// <summary>With everybody who shares it too.</summary>
    WithOthers,
}

/// <summary>
/// A lock that the kernel holds on a permanent file: when its owner ends, however it ends, the lock is free at once.
/// The file is never deleted: who deleted it would let two owners in. Its owner may leave a number in it for the next one.
/// </summary>
internal sealed class KernelLock : IDisposable
{
    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(25);

    private readonly FileStream _file;

    private KernelLock(FileStream file) => _file = file;

    /// <summary>Takes the lock, waiting for its owner.</summary>
    /// <param name="path">The lock file.</param>
    /// <param name="sharing">With whom it may be held.</param>
    /// <param name="wait">How long to wait at most.</param>
    /// <param name="time">The clock.</param>
    /// <param name="busy">Makes the failure when the wait is over.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal static ValueTask<KernelLock> AcquireAsync(
        string path, LockSharing sharing, TimeSpan wait, TimeProvider time, Func<PrxAuthException> busy, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            return ValueTask.FromCanceled<KernelLock>(cancellationToken);
        }

        return TryAcquire(path, sharing) is { } free
            ? ValueTask.FromResult(free)
            : new ValueTask<KernelLock>(PollAsync(path, sharing, wait, time, busy, cancellationToken));
    }

    /// <summary>Takes the lock if nobody has it against us.</summary>
    internal static KernelLock? TryAcquire(string path, LockSharing sharing = LockSharing.None)
    {
        PathTrust.CheckIsAlone(path);
        FileStream file;
        try
        {
            file = Open(path, sharing);
        }
        catch (IOException e) when (SystemError.IsHeldByAnother(e.HResult))
        {
            return null;
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            throw StoreFailure.Writing(path, e);
        }

        if (OperatingSystem.IsWindows() || TryFlock(file, sharing, path))
        {
            return new KernelLock(file);
        }

        file.Dispose();
        return null;
    }

    /// <summary>The number that an owner left last; 0 where none did, or where it cannot be read. It may lag behind, for it is not
    /// flushed.</summary>
    internal long ReadNumber()
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        try
        {
            return RandomAccess.Read(_file.SafeFileHandle, bytes, fileOffset: 0) == bytes.Length ? BinaryPrimitives.ReadInt64LittleEndian(bytes) : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>Leaves a number for the next owner, where that can be: one that lags behind does no harm.</summary>
    internal void LeaveNumber(long number)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        try
        {
            RandomAccess.Write(_file.SafeFileHandle, bytes, fileOffset: 0);
        }
        catch (IOException)
        {
            // As after a power failure.
        }
    }

    /// <summary>Lets the next one in.</summary>
    public void Dispose() => _file.Dispose();

    private static async Task<KernelLock> PollAsync(
        string path, LockSharing sharing, TimeSpan wait, TimeProvider time, Func<PrxAuthException> busy, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan pause = TimeSpan.FromMilliseconds(1);
        while (true)
        {
            TimeSpan left = wait - time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                throw busy();
            }

            TimeSpan jittered = pause * RandomNumberGenerator.GetInt32(50, 101) / 100;
            await Task.Delay(jittered < left ? jittered : left, time, cancellationToken).ConfigureAwait(false);
            if (TryAcquire(path, sharing) is { } free)
            {
                return free;
            }

            pause = pause * 2 < s_longestPause ? pause * 2 : s_longestPause;
        }
    }

    private static FileStream Open(string path, LockSharing sharing)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.OpenOrCreate,
            Access = sharing == LockSharing.None ? FileAccess.ReadWrite : FileAccess.Read,
            Share = sharing == LockSharing.None ? FileShare.None : FileShare.Read,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new FileStream(path, options);
    }

    // .NET has locked the file by now, unless DOTNET_SYSTEM_IO_DISABLEFILELOCKING told it not to. An environment variable
    // must not turn off what keeps two processes from spending one refresh token, hence our own call on the same descriptor.
    private static bool TryFlock(FileStream file, LockSharing sharing, string path)
    {
        int operation = sharing == LockSharing.None ? NativeMethods.LockExclusive : NativeMethods.LockShared;
        while (NativeMethods.Flock(file.SafeFileHandle, operation | NativeMethods.LockNonBlocking) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (SystemError.IsHeldByAnother(error))
            {
                return false;
            }

            if (error != SystemError.Interrupted)
            {
                file.Dispose();
                throw StoreFailure.NoLocks(path, error);
            }
        }

        return true;
    }
}
