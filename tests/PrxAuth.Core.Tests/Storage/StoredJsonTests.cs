using System.Text;
using System.Text.Json;
using PrxAuth.Core.Storage.Format;
using PrxAuth.Core.Tokens;
using Xunit;

namespace PrxAuth.Core.Tests.Storage;

/// <summary>What is read by hand is what the serializer reads, and what it refuses is refused.</summary>
public sealed class StoredJsonTests
{
    private static readonly string[] s_pieces =
        ["null", "\"\"", "\"a\"", "1", "1.5", "true", "{}", "[]", "[null]", "[\"a\",1]", "{\"token\":\"a\"}", ",", "}", "\"\\ud800\"", "\"2026-01-01T00:00:00Z\"", "\"http://[\""];

    [Fact]
    public void Credentials_are_read_as_the_serializer_reads_them()
    {
        byte[] written = CredentialDocument.Write(StoreFixture.Sample() with
        {
            Service = new ServiceToken { Token = new Secret("s"), ExpiresAt = DateTimeOffset.UnixEpoch, Endpoint = new Uri("https://a.example.test/") },
            DpopKey = new Secret("k"),
            RenewalReplyLost = true,
            RedirectUri = new Uri("http://127.0.0.1:1/callback"),
        });
        Compare(written, StorageJson.Default.CredentialDocument, StoredJson.Read(written, CredentialDocument.Members), bytes => StoredJson.Read(bytes, CredentialDocument.Members));
    }

    [Fact]
    public void Headers_are_read_as_the_serializer_reads_them()
    {
        byte[] written = new StoreHeader
        {
            StoreId = new byte[StoreHeader.StoreIdSize],
            Current = new KeySlot { Source = Core.Storage.Keys.KeySource.RawKey, KeyCheck = new byte[KeySlot.CheckSize] },
            Previous = new KeySlot
            {
                Source = Core.Storage.Keys.KeySource.Machine,
                KeyCheck = new byte[KeySlot.CheckSize],
                InstallSecretCheck = new byte[KeySlot.CheckSize],
                InstallSecretFile = KeySlot.FirstInstallSecret,
            },
        }.Write();
        Compare(written, StoreHeaderJson.Default.StoreHeaderDocument, StoredJson.Read(written, StoreHeaderDocument.Members), bytes => StoredJson.Read(bytes, StoreHeaderDocument.Members));
    }

    // Each value in turn becomes something else, goes, or stands there twice; and bytes change anywhere.
    private static void Compare<T>(byte[] written, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type, T? read, Func<byte[], T?> byHand)
        where T : class
    {
        Assert.Equal(Encoding.UTF8.GetString(written), JsonSerializer.Serialize(read!, type));
        var random = new Random(20261125);
        string text = Encoding.UTF8.GetString(written);
        for (int round = 0; round < 4000; round++)
        {
            int at = random.Next(text.Length);
            int length = random.Next(Math.Min(text.Length - at, 40));
            string changed = random.Next(3) switch
            {
                0 => text[..at] + s_pieces[random.Next(s_pieces.Length)] + text[(at + length)..],
                1 => text[..at] + (char)random.Next(1, 0x250) + text[(at + 1)..],
                _ => ReplaceValue(text, random),
            };
            byte[] bytes = Encoding.UTF8.GetBytes(changed);
            Assert.Equal(Outcome(() => JsonSerializer.Deserialize(bytes, type), type), Outcome(() => byHand(bytes), type));
        }
    }

    private static string ReplaceValue(string text, Random random)
    {
        int colon = text.IndexOf(':', random.Next(text.Length));
        int end = colon < 0 ? -1 : text.IndexOfAny([',', '}'], colon);
        return end < 0 ? text : $"{text[..(colon + 1)]}{s_pieces[random.Next(s_pieces.Length)]}{text[end..]}";
    }

    private static string Outcome<T>(Func<T?> read, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return read() is { } document ? JsonSerializer.Serialize(document, type) : "nothing";
        }
        catch (JsonException)
        {
            return "refused";
        }
    }
}
