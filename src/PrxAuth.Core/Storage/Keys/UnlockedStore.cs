using NSec.Cryptography;

namespace PrxAuth.Core.Storage.Keys;

/// <summary>A store whose key is known.</summary>
/// <param name="headerBytes">The header that the keys were derived by.</param>
/// <param name="storeId">The store's id.</param>
/// <param name="key">The key that seals what is written.</param>
/// <param name="unlockPrevious">Derives the key that some profiles are still sealed with; null when there is none.</param>
internal sealed class UnlockedStore(byte[] headerBytes, byte[] storeId, Key key, Func<Key>? unlockPrevious = null) : IDisposable
{
    private readonly byte[] _headerBytes = headerBytes;
    private readonly byte[] _storeId = storeId;
    private readonly Lock _gate = new();
    private Key? _previous;

    internal ReadOnlySpan<byte> StoreId => _storeId;

    internal Key Key { get; } = key;

    /// <summary>Whether some profiles may still be sealed with the previous key.</summary>
    internal bool IsBeingResealed => unlockPrevious is not null;

    /// <summary>The key that some profiles are still sealed with.</summary>
    /// <exception cref="PrxAuthException">It cannot be derived here and now.</exception>
    internal Key PreviousKey()
    {
        lock (_gate)
        {
            return _previous ??= unlockPrevious!();
        }
    }

    /// <summary>Whether <c>store.json</c> still says what this key was derived by.</summary>
    internal bool WasUnlockedBy(ReadOnlySpan<byte> headerBytes) => headerBytes.SequenceEqual(_headerBytes);

    public void Dispose()
    {
        Key.Dispose();
        lock (_gate)
        {
            _previous?.Dispose();
        }
    }
}
