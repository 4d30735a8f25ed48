using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PrxAuth.Cli.Rendering;

/// <summary>JSON as text, with times as RFC 3339 has them.</summary>
internal static class JsonText
{
    public static string Write(JsonWriterOptions options, Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, options))
        {
            write(json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
