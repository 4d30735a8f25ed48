using System.Text.Json;

namespace PrxAuth.Core.Storage.Format;

/// <summary>One member of a stored object.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsRequired">Whether it must be there.</param>
/// <param name="Read">Puts its value into the document.</param>
internal sealed record StoredMember<T>(string Name, bool IsRequired, StoredMemberReader<T> Read);

/// <summary>Reads the value that the reader stands at.</summary>
internal delegate void StoredMemberReader<in T>(T document, ref Utf8JsonReader reader);

/// <summary>
/// Reads stored JSON as strictly as the serializer writes it: no member twice, none missing, none of another type. The serializer reads
/// the same, but puts tables together by reflection first, which is the most of what opening a store costs a process that reads one token.
/// </summary>
internal static class StoredJson
{
    /// <summary>Reads a whole document; null where it is <c>null</c>.</summary>
    /// <exception cref="JsonException">It is not a document of this kind.</exception>
    public static T? Read<T>(ReadOnlySpan<byte> utf8, StoredMember<T>[] members)
        where T : class, new()
    {
        try
        {
            var reader = new Utf8JsonReader(utf8);
            reader.Read();
            T? document = ObjectOrNull(ref reader, members);
            return reader.Read() ? throw new JsonException("There is more than one value.") : document;
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            // Text that is no UTF-8, and values of another type. The message would repeat them.
            throw new JsonException("A value cannot be read.");
        }
    }

    public static T? ObjectOrNull<T>(ref Utf8JsonReader reader, StoredMember<T>[] members)
        where T : class, new()
    {
        if (reader.TokenType == JsonTokenType.Null)
        {
            return null;
        }

        Expect(ref reader, JsonTokenType.StartObject);
        var document = new T();
        ulong seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int index = IndexOf(ref reader, members);
            reader.Read();
            if (index < 0)
            {
                reader.Skip();
                continue;
            }

            ulong bit = 1UL << index;
            if ((seen & bit) != 0)
            {
                throw new JsonException($"The member '{members[index].Name}' is there twice.");
            }

            seen |= bit;
            members[index].Read(document, ref reader);
        }

        for (int i = 0; i < members.Length; i++)
        {
            if (members[i].IsRequired && (seen & (1UL << i)) == 0)
            {
                throw new JsonException($"The member '{members[i].Name}' is missing.");
            }
        }

        return document;
    }

    public static T Object<T>(ref Utf8JsonReader reader, StoredMember<T>[] members)
        where T : class, new() => ObjectOrNull(ref reader, members) ?? throw new JsonException("An object is null.");

    public static string? TextOrNull(ref Utf8JsonReader reader) => reader.GetString();

    public static string Text(ref Utf8JsonReader reader) => reader.GetString() ?? throw new JsonException("A text is null.");

    public static int Integer(ref Utf8JsonReader reader) => reader.GetInt32();

    public static bool Flag(ref Utf8JsonReader reader) => reader.GetBoolean();

    public static DateTimeOffset Time(ref Utf8JsonReader reader) => reader.GetDateTimeOffset();

    public static DateTimeOffset? TimeOrNull(ref Utf8JsonReader reader) => reader.TokenType == JsonTokenType.Null ? null : Time(ref reader);

    public static Uri? AddressOrNull(ref Utf8JsonReader reader) => reader.GetString() is not { } text ? null
        : Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? address) ? address
        : throw new JsonException("An address is none.");

    public static string[] Texts(ref Utf8JsonReader reader)
    {
        Expect(ref reader, JsonTokenType.StartArray);
        List<string> texts = [];
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(TextOrNull(ref reader)!);
        }

        return [.. texts];
    }

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException($"{type} is expected, not {reader.TokenType}.");
        }
    }

    private static int IndexOf<T>(ref Utf8JsonReader reader, StoredMember<T>[] members)
    {
        for (int i = 0; i < members.Length; i++)
        {
            if (reader.ValueTextEquals(members[i].Name))
            {
                return i;
            }
        }

        return -1;
    }
}
