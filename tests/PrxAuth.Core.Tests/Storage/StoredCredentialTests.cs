using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using PrxAuth.Core.Storage.Format;
using Xunit;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>What is read by hand and the serializer that writes agree on what a credential is.</summary>
public sealed class StoredCredentialTests
{
    private const string Whole = """
        {"provider":"corp","profile":"work","flow":"browser","account":"ann","subject":"1","client_id":"c","redirect_uri":"http://127.0.0.1/",
        "login_required_reason":"r","renewal_sent_at":"2026-03-01T12:00:00+00:00","renewal_reply_lost":true,"created_at":"2026-03-01T12:00:00.25Z",
        "updated_at":"2026-03-01T12:00:00+02:00","tokens":{"access_token":"a","token_type":"Bearer","expires_at":"2026-03-01T13:00:00Z",
        "refresh_token":"r","refresh_token_expires_at":"2026-04-01T13:00:00Z","id_token":"i","scopes":["a","b"],"api_endpoint":"https://a.example/",
        "received_at":"2026-03-01T12:00:00Z"},"service":{"token":"s","expires_at":"2026-03-01T12:30:00Z","endpoint":"https://s.example/"},"dpop_key":"k"}
        """;

    private static readonly string[] s_values =
        ["null", "true", "1", "\"\"", "\"text\"", "\"2026-03-01\"", "\"2026-03-01T12:00:00.123456789Z\"", "\"\\u0041\"", "\"http://[\"", "[]", "[null]", "[\"a\",1]", "{}"];

    [Fact]
    public void A_whole_document_is_read_with_every_member() => AssertAgreed(Whole, mustBeRead: true);

    [Fact]
    public void Whatever_one_member_is_missing_repeated_or_replaced_by_both_say_the_same()
    {
        JsonObject whole = JsonNode.Parse(Whole)!.AsObject();
        foreach (string path in (string[])["", "tokens", "service"])
        {
            JsonObject part = path.Length == 0 ? whole : whole[path]!.AsObject();
            foreach (string member in part.Select(pair => pair.Key).Append("unknown").ToArray())
            {
                AssertAgreed(With(path, text => text.Where(pair => pair.Key != member)));
                AssertAgreed(With(path, text => text.Append(KeyValuePair.Create(member, "null")).Append(KeyValuePair.Create(member, "null"))));
                foreach (string value in s_values)
                {
                    AssertAgreed(With(path, text => text.Where(pair => pair.Key != member).Append(KeyValuePair.Create(member, value))));
                }
            }
        }
    }

    [Fact]
    public void Whatever_one_character_becomes_both_say_the_same()
    {
        string text = Whole.ReplaceLineEndings("");
        foreach (char other in "\"{}[]:,\\0ntf -Z")
        {
            for (int i = 0; i < text.Length; i++)
            {
                AssertAgreed($"{text[..i]}{other}{text[(i + 1)..]}");
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{} {}")]
    [InlineData("{}//")]
    public void What_is_no_object_is_no_credential(string text) => AssertAgreed(text);

    // The members of one object as they stand, changed, in the whole document.
    private static string With(string path, Func<IEnumerable<KeyValuePair<string, string>>, IEnumerable<KeyValuePair<string, string>>> change)
    {
        JsonObject whole = JsonNode.Parse(Whole)!.AsObject();
        JsonObject part = path.Length == 0 ? whole : whole[path]!.AsObject();
        IEnumerable<KeyValuePair<string, string>> members = part.Select(pair => KeyValuePair.Create(pair.Key, pair.Value!.ToJsonString()));
        string changed = $"{{{string.Join(',', change(members).Select(pair => $"\"{pair.Key}\":{pair.Value}"))}}}";
        return path.Length == 0
            ? changed
            : $"{{{string.Join(',', whole.Select(pair => $"\"{pair.Key}\":{(pair.Key == path ? changed : pair.Value!.ToJsonString())}"))}}}";
    }

    private static void AssertAgreed(string text, bool mustBeRead = false)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        string? expected = Outcome(() => JsonSerializer.Deserialize(utf8, StorageJson.Default.CredentialDocument));
        string? actual = Outcome(() => StoredJson.Read(utf8, CredentialDocument.Members));

        Assert.True(expected == actual, $"{text}\nserializer: {expected ?? "refused"}\nreader: {actual ?? "refused"}");
        Assert.True(actual is not null || !mustBeRead);
    }

    private static string? Outcome(Func<CredentialDocument?> read)
    {
        try
        {
            // A scope that is null is refused later, when the credential is made of it.
            return read() is { } document && Array.TrueForAll(document.Tokens.Scopes, scope => scope is not null)
                ? JsonSerializer.Serialize(document, StorageJson.Default.CredentialDocument)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
