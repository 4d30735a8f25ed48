using System.Text;

namespace PrxAuth.Fuzz;

/// <summary>Takes an input apart: choices from its first bytes, then lines, parts or the rest.</summary>
internal sealed class FuzzInput(byte[] data)
{
    /// <summary>Stands between the parts of an input.</summary>
    public const byte PartSeparator = 0x1E;

    private int _position;

    /// <summary>One of several, by the next byte; <c>a</c> is the first, so that inputs can be read and written by people.</summary>
    public T Choose<T>(params ReadOnlySpan<T> choices)
    {
        int index = _position < data.Length ? data[_position++] - 'a' : 0;
        return choices[((index % choices.Length) + choices.Length) % choices.Length];
    }

    /// <summary>The text up to the next line feed.</summary>
    public string Line()
    {
        int end = Array.IndexOf(data, (byte)'\n', _position);
        ReadOnlySpan<byte> line = end < 0 ? data.AsSpan(_position) : data.AsSpan(_position, end - _position);
        _position = end < 0 ? data.Length : end + 1;
        return Encoding.UTF8.GetString(line);
    }

    /// <summary>Everything that is left.</summary>
    public byte[] Rest() => data[_position..];

    /// <summary>Everything that is left, as text.</summary>
    public string Text() => Encoding.UTF8.GetString(data.AsSpan(_position));

    /// <summary>Everything that is left, cut at the separators.</summary>
    public List<byte[]> Parts()
    {
        List<byte[]> parts = [];
        ReadOnlySpan<byte> rest = data.AsSpan(_position);
        foreach (Range range in rest.Split(PartSeparator))
        {
            parts.Add(rest[range].ToArray());
        }

        return parts;
    }
}
