using System.Text;

namespace PrxAuth.Fuzz;

/// <summary>Changes inputs by the seed alone: bits and bytes as any fuzzer does, and words, numbers and nesting as the format has them.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, IReadOnlyList<string> words, int seed)
{
    private const int MostChanges = 6;
    private const int MostDoublings = 13;

    private static readonly string[] s_anybodysWords =
    [
        "0", "-1", "1e999", "9223372036854775807", "99999999999999999999", "\0", "\u001b[31m", "\u202e", "\ud7ff", "é", "😀", "\ufeff", "%00", "%zz",
        "\\ud800", "\\u0000", "\"", "'", "\\", "{", "}", "[", "]", "=", "&", ":", ",", ".", "/", "?", "#", "@", "\r\n", "\n", " ", "\u001e", "true", "null",
    ];

    // The same inputs on every machine and in every version: the algorithm of a seeded Random is fixed.
    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        List<byte> input = [.. Seed()];
        for (int changes = _random.Next(1, MostChanges + 1); changes > 0; changes--)
        {
            Change(input);
        }

        return input.Count > Judge.LargestInput ? [.. input.Take(Judge.LargestInput)] : [.. input];
    }

    private byte[] Seed() => seeds.Count == 0 ? [] : seeds[_random.Next(seeds.Count)];

    private void Change(List<byte> input)
    {
        int at = _random.Next(input.Count + 1);
        int length = Math.Min(_random.Next(1, 17), input.Count - at);
        switch (_random.Next(10))
        {
            case 0 when at < input.Count:
                input[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1 when at < input.Count:
                input[at] = (byte)_random.Next(256);
                break;
            case 2:
                input.RemoveRange(at, length);
                break;
            case 3:
                input.InsertRange(at, input.GetRange(at, length));
                break;
            case 4 when length > 0:
                Repeat(input, at, Math.Min(length, 4));
                break;
            case 5:
                Splice(input, at);
                break;
            case 6 when length > 0:
                input.RemoveRange(at, length);
                input.InsertRange(at, Word());
                break;
            case 7:
                input.RemoveRange(at, input.Count - at);
                break;
            default:
                input.InsertRange(at, Word());
                break;
        }
    }

    private byte[] Word() => Encoding.UTF8.GetBytes(
        words.Count > 0 && _random.Next(2) == 0 ? words[_random.Next(words.Count)] : s_anybodysWords[_random.Next(s_anybodysWords.Length)]);

    private void Repeat(List<byte> input, int at, int length)
    {
        List<byte> piece = input.GetRange(at, length);
        input.InsertRange(at, Enumerable.Repeat(piece, 1 << _random.Next(MostDoublings)).SelectMany(bytes => bytes).ToArray());
    }

    private void Splice(List<byte> input, int at)
    {
        byte[] other = Seed();
        int from = _random.Next(other.Length + 1);
        input.RemoveRange(at, input.Count - at);
        input.AddRange(other[from..]);
    }
}
