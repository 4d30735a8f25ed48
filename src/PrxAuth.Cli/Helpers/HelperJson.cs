using System.Text.Encodings.Web;
using System.Text.Json;
using PrxAuth.Cli.Rendering;

namespace PrxAuth.Cli.Helpers;

/// <summary>Writes what other tools read: one object in one line.</summary>
internal static class HelperJson
{
    private static readonly JsonWriterOptions s_oneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Object(Action<Utf8JsonWriter> members) => JsonText.Write(s_oneLine, json =>
    {
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
    });
}
