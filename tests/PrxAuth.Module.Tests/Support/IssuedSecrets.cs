using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Web;
using PrxAuth.Simulator;

namespace PrxAuth.Module.Tests.Support;

/// <summary>Learns every secret from the simulator's own answers, and finds them where they must not be.</summary>
internal sealed class IssuedSecrets
{
    private static readonly string[] s_members = ["access_token", "refresh_token", "id_token", "device_code", "token"];

    private readonly ConcurrentDictionary<string, string> _secrets = new();

    public IssuedSecrets()
    {
        Add("client secret", SimulatorClients.RunbookSecret);
        Add("client secret", SimulatorClients.GoogleDesktopSecret);
    }

    /// <summary>The secrets, each with what it is.</summary>
    public IReadOnlyDictionary<string, string> All => _secrets;

    public void Add(string what, string secret) => _secrets.TryAdd(secret, what);

    public IEnumerable<string> Of(string what) => _secrets.Where(secret => secret.Value == what).Select(secret => secret.Key);

    /// <summary>Takes the secrets out of an answer of the simulator.</summary>
    public void Collect(string? location, ReadOnlyMemory<byte> body)
    {
        if (location is not null && Uri.TryCreate(location, UriKind.Absolute, out Uri? target)
            && HttpUtility.ParseQueryString(target.Query)["code"] is { } code)
        {
            Add("authorization code", code);
        }

        if (body.Span is not [(byte)'{', ..])
        {
            return;
        }

        try
        {
            using JsonDocument json = JsonDocument.Parse(body);
            foreach (JsonProperty member in json.RootElement.EnumerateObject())
            {
                if (s_members.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.String)
                {
                    Add(member.Name, member.Value.GetString()!);
                }
            }
        }
        catch (JsonException)
        {
            // Broken on purpose.
        }
    }

    /// <summary>Asserts that no secret stands in a text, as it is or in base64.</summary>
    public void AssertAbsentFrom(string? text, string where, params string[] allowed)
    {
        foreach ((string secret, string what) in _secrets)
        {
            if (text is null || allowed.Contains(secret))
            {
                continue;
            }

            foreach (string form in (string[])[secret, Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')[..^1]])
            {
                int at = text.IndexOf(form, StringComparison.Ordinal);
                Assert.True(at < 0, $"{where} holds a secret ({what}) at {at}: ...{(at < 0 ? "" : text[Math.Max(0, at - 80)..at])}<here>");
            }
        }
    }

    /// <summary>Asserts that no secret stands in bytes, in any encoding a writer could have used.</summary>
    public void AssertAbsentFrom(ReadOnlySpan<byte> bytes, string where)
    {
        foreach ((string secret, string what) in _secrets)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(secret);
            byte[][] forms =
            [
                utf8,
                Encoding.Unicode.GetBytes(secret),
                Encoding.BigEndianUnicode.GetBytes(secret),
                .. Base64Cores(utf8),
                Encoding.ASCII.GetBytes(Convert.ToHexString(utf8)),
                Encoding.ASCII.GetBytes(Convert.ToHexStringLower(utf8)),
            ];
            foreach (byte[] form in forms)
            {
                Assert.True(bytes.IndexOf(form) < 0, $"{where} holds a secret ({what}).");
            }
        }
    }

    // Base64 of the secret at each of the three alignments, without the characters that its neighbours decide.
    private static IEnumerable<byte[]> Base64Cores(byte[] secret)
    {
        for (int shift = 0; shift < 3; shift++)
        {
            string text = Convert.ToBase64String([.. new byte[shift], .. secret]);
            string core = text[(shift == 0 ? 0 : 4)..^4];
            yield return Encoding.ASCII.GetBytes(core);
            yield return Encoding.ASCII.GetBytes(core.Replace('+', '-').Replace('/', '_'));
        }
    }
}
