using NSec.Cryptography;

namespace PrxAuth.Core.Storage.Keys;

/// <summary>A store whose key is known.</summary>
internal sealed class UnlockedStore(byte[] headerBytes, byte[] storeId, Key key) : IDisposable
{
    private readonly byte[] _headerBytes = headerBytes;
    private readonly byte[] _storeId = storeId;

    internal ReadOnlySpan<byte> StoreId => _storeId;

    internal Key Key { get; } = key;

    /// <summary>Whether <c>store.json</c> still says what this key was derived by.</summary>
    internal bool WasUnlockedBy(ReadOnlySpan<byte> headerBytes) => headerBytes.SequenceEqual(_headerBytes);

    public void Dispose() => Key.Dispose();
}
