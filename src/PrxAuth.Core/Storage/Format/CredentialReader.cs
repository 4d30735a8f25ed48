using System.Text.Json;

namespace PrxAuth.Core.Storage.Format;

/// <summary>
/// Reads a credential's JSON member by member, by the rules that <see cref="StorageJson"/> writes it by. The serializer could read it as
/// well, but through code that is generic over value types: nothing compiles that ahead of time, and the first token of a process waits for it.
/// </summary>
internal static class CredentialReader
{
    /// <summary>The document that <paramref name="utf8"/> is.</summary>
    /// <exception cref="JsonException">It is none: not JSON, or a member is missing, repeated or not what it should be.</exception>
    public static CredentialDocument Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var json = new Utf8JsonReader(utf8);
            json.Read();
            CredentialDocument document = Credential(ref json);

            // What follows the object throws.
            json.Read();
            return document;
        }
        catch (InvalidOperationException e)
        {
            throw new JsonException("A text is not Unicode.", e);
        }
    }

    private static CredentialDocument Credential(ref Utf8JsonReader json)
    {
        var document = new CredentialDocument();
        int seen = 0;
        Begin(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            switch (json.GetString())
            {
                case "provider":
                    document.Provider = Text(ref json, ref seen, 0);
                    break;
                case "profile":
                    document.Profile = Text(ref json, ref seen, 1);
                    break;
                case "flow":
                    document.Flow = Text(ref json, ref seen, 2);
                    break;
                case "created_at":
                    document.CreatedAt = Time(ref json, ref seen, 3);
                    break;
                case "updated_at":
                    document.UpdatedAt = Time(ref json, ref seen, 4);
                    break;
                case "tokens":
                    Next(ref json, ref seen, 5);
                    document.Tokens = Tokens(ref json);
                    break;
                case "account":
                    document.Account = TextOrNull(ref json, ref seen, 6);
                    break;
                case "subject":
                    document.Subject = TextOrNull(ref json, ref seen, 7);
                    break;
                case "client_id":
                    document.ClientId = TextOrNull(ref json, ref seen, 8);
                    break;
                case "redirect_uri":
                    document.RedirectUri = AddressOrNull(ref json, ref seen, 9);
                    break;
                case "login_required_reason":
                    document.LoginRequiredReason = TextOrNull(ref json, ref seen, 10);
                    break;
                case "renewal_sent_at":
                    document.RenewalSentAt = TimeOrNull(ref json, ref seen, 11);
                    break;
                case "renewal_reply_lost":
                    Next(ref json, ref seen, 12);
                    document.RenewalReplyLost = json.GetBoolean();
                    break;
                case "service":
                    Next(ref json, ref seen, 13);
                    document.Service = json.TokenType == JsonTokenType.Null ? null : Service(ref json);
                    break;
                case "dpop_key":
                    document.DpopKey = TextOrNull(ref json, ref seen, 14);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        Demand(seen, first: 6);
        return document;
    }

    private static TokenSetDocument Tokens(ref Utf8JsonReader json)
    {
        var document = new TokenSetDocument();
        int seen = 0;
        Begin(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            switch (json.GetString())
            {
                case "access_token":
                    document.AccessToken = Text(ref json, ref seen, 0);
                    break;
                case "token_type":
                    document.TokenType = Text(ref json, ref seen, 1);
                    break;
                case "received_at":
                    document.ReceivedAt = Time(ref json, ref seen, 2);
                    break;
                case "expires_at":
                    document.ExpiresAt = TimeOrNull(ref json, ref seen, 3);
                    break;
                case "refresh_token":
                    document.RefreshToken = TextOrNull(ref json, ref seen, 4);
                    break;
                case "refresh_token_expires_at":
                    document.RefreshTokenExpiresAt = TimeOrNull(ref json, ref seen, 5);
                    break;
                case "id_token":
                    document.IdToken = TextOrNull(ref json, ref seen, 6);
                    break;
                case "scopes":
                    Next(ref json, ref seen, 7);
                    document.Scopes = Texts(ref json);
                    break;
                case "api_endpoint":
                    document.ApiEndpoint = AddressOrNull(ref json, ref seen, 8);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        Demand(seen, first: 3);
        return document;
    }

    private static ServiceTokenDocument Service(ref Utf8JsonReader json)
    {
        var document = new ServiceTokenDocument();
        int seen = 0;
        Begin(ref json);
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            switch (json.GetString())
            {
                case "token":
                    document.Token = Text(ref json, ref seen, 0);
                    break;
                case "expires_at":
                    document.ExpiresAt = Time(ref json, ref seen, 1);
                    break;
                case "endpoint":
                    document.Endpoint = AddressOrNull(ref json, ref seen, 2);
                    break;
                default:
                    json.Skip();
                    break;
            }
        }

        Demand(seen, first: 2);
        return document;
    }

    private static void Begin(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("An object is expected.");
        }
    }

    // On to a member's value; a member that comes twice could mean two things.
    private static void Next(ref Utf8JsonReader json, ref int seen, int member)
    {
        int bit = 1 << member;
        if ((seen & bit) != 0)
        {
            throw new JsonException("A member is repeated.");
        }

        seen |= bit;
        json.Read();
    }

    private static void Demand(int seen, int first)
    {
        int required = (1 << first) - 1;
        if ((seen & required) != required)
        {
            throw new JsonException("A member is missing.");
        }
    }

    private static string Text(ref Utf8JsonReader json, ref int seen, int member) =>
        TextOrNull(ref json, ref seen, member) ?? throw new JsonException("A member is null.");

    private static string? TextOrNull(ref Utf8JsonReader json, ref int seen, int member)
    {
        Next(ref json, ref seen, member);
        return json.GetString();
    }

    private static DateTimeOffset Time(ref Utf8JsonReader json, ref int seen, int member) =>
        TimeOrNull(ref json, ref seen, member) ?? throw new JsonException("A member is null.");

    private static DateTimeOffset? TimeOrNull(ref Utf8JsonReader json, ref int seen, int member)
    {
        Next(ref json, ref seen, member);
        return json.TokenType == JsonTokenType.Null ? null
            : json.TryGetDateTimeOffset(out DateTimeOffset time) ? time
            : throw new JsonException("A member is not a time.");
    }

    private static Uri? AddressOrNull(ref Utf8JsonReader json, ref int seen, int member) =>
        TextOrNull(ref json, ref seen, member) is not { } text ? null
            : Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out Uri? address) ? address
            : throw new JsonException("A member is not an address.");

    private static string[] Texts(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("An array is expected.");
        }

        var texts = new List<string>();
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            texts.Add(json.GetString() ?? throw new JsonException("An element is null."));
        }

        return [.. texts];
    }
}
