using System.Text;

namespace PrxAuth.Core.Configuration;

/// <summary>The config file as it lies on disk: its bytes, and its text without the byte order mark.</summary>
internal sealed record ConfigurationText(byte[] Bytes, string Text, bool HasByteOrderMark)
{
    private const int LargestFile = 16 * 1024 * 1024;

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads a file; null where there is none.</summary>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ConfigurationUnavailable"/>, or
    /// <see cref="PrxAuthError.ConfigurationSyntax"/> where it is not UTF-8.</exception>
    public static ConfigurationText? Read(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1);
            if (stream.Length > LargestFile)
            {
                throw ConfigurationErrors.Unavailable(path, "read", new IOException($"It is larger than {LargestFile >> 20} MiB."));
            }

            using MemoryStream content = new((int)stream.Length);
            stream.CopyTo(content);
            return Decode(content.ToArray(), path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw ConfigurationErrors.Unavailable(path, "read", exception);
        }
    }

    /// <summary>The bytes of a changed text, with the byte order mark if the file had one.</summary>
    public static byte[] Encode(string text, bool withByteOrderMark) =>
        withByteOrderMark ? [.. ByteOrderMark, .. Utf8.GetBytes(text)] : Utf8.GetBytes(text);

    private static ConfigurationText Decode(byte[] bytes, string path)
    {
        bool marked = bytes.AsSpan().StartsWith(ByteOrderMark);
        ReadOnlySpan<byte> content = bytes.AsSpan(marked ? ByteOrderMark.Length : 0);
        try
        {
            return new ConfigurationText(bytes, Utf8.GetString(content), marked);
        }
        catch (DecoderFallbackException exception)
        {
            ReadOnlySpan<byte> before = content[..Math.Clamp(exception.Index, 0, content.Length)];
            int line = before.Count((byte)'\n') + 1;
            int column = Encoding.UTF8.GetString(before[(before.LastIndexOf((byte)'\n') + 1)..]).EnumerateRunes().Count() + 1;
            throw TomlSyntaxError.At(path, new SourcePosition(line, column), "this is not UTF-8 text");
        }
    }
}
