using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace PrxAuth.Core.Storage.Files;

/// <summary>The content of a small file in a rented buffer.</summary>
internal ref struct BoundedFile : IDisposable
{
    private const int FirstBufferSize = 8 * 1024;

    private byte[]? _buffer;
    private int _length;

    /// <summary>Whether there is no such file.</summary>
    internal readonly bool IsAbsent => _buffer is null;

    /// <summary>The content; longer than the limit by one byte when the file is.</summary>
    internal readonly ReadOnlySpan<byte> Content => _buffer.AsSpan(0, _length);

    /// <summary>Reads a file, at most <paramref name="limit"/> bytes and one more.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.StoreUnavailable"/>.</exception>
    internal static BoundedFile Read(string path, int limit)
    {
        BoundedFile file = default;
        try
        {
            using SafeFileHandle handle = Open(path);
            file._buffer = ArrayPool<byte>.Shared.Rent(FirstBufferSize);
            file.Fill(handle, limit);
            return file;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return default;
        }
        catch (Exception e) when (StoreFailure.IsFromFileSystem(e))
        {
            file.Dispose();
            throw StoreFailure.Reading(path, e);
        }
    }

    /// <summary>Clears the buffer, which may hold the install secret, and gives it back.</summary>
    public void Dispose()
    {
        if (_buffer is not null)
        {
            CryptographicOperations.ZeroMemory(_buffer.AsSpan(0, _length));
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }
    }

    // Others may replace or delete the file meanwhile; what is open stays whole.
    private static SafeFileHandle Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }

        while (true)
        {
            int descriptor = NativeMethods.Open(path, NativeMethods.OpenReadOnly | NativeMethods.OpenFileItself);
            int error = descriptor < 0 ? Marshal.GetLastPInvokeError() : 0;
            if (error == 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            if (error != SystemError.Interrupted)
            {
                throw error == SystemError.NoEntry || error == SystemError.NotADirectory ? new FileNotFoundException()
                    : error == SystemError.Link ? PathTrust.IsLink(path)
                    : new IOException(Marshal.GetPInvokeErrorMessage(error), error);
            }
        }
    }

    private void Fill(SafeFileHandle handle, int limit)
    {
        while (_length <= limit)
        {
            if (_length == _buffer!.Length)
            {
                Grow();
            }

            int room = Math.Min(_buffer.Length, limit + 1) - _length;
            int read = RandomAccess.Read(handle, _buffer.AsSpan(_length, room), _length);
            if (read == 0)
            {
                return;
            }

            _length += read;
        }
    }

    private void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(_buffer!.Length * 2);
        Content.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
