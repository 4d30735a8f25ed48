using System.Text.Json;

namespace PrxAuth.Core.Wire;

/// <summary>
/// Parses JSON whose every text can be read. The parser itself takes an escape of half a character (RFC 8259 section 8.2) and fails only
/// where the text is asked for, far from where a wrong answer is expected.
/// </summary>
internal static class StrictJson
{
    private const int MaxDepth = 32;

    /// <summary>The root, or null where the text is not such JSON.</summary>
    public static JsonElement? TryParse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            if (text.Contains("\\ud", StringComparison.OrdinalIgnoreCase))
            {
                ReadTexts(document.RootElement);
            }

            return document.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static void ReadTexts(JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.String:
                element.GetString();
                break;
            case JsonValueKind.Array:
                foreach (JsonElement item in element.EnumerateArray())
                {
                    ReadTexts(item);
                }

                break;
            case JsonValueKind.Object:
                foreach (JsonProperty member in element.EnumerateObject())
                {
                    _ = member.Name;
                    ReadTexts(member.Value);
                }

                break;
            default:
                break;
        }
    }
}
