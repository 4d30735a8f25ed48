using System.Text.Json;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Core.Import;

/// <summary>The store of PRX itself: <c>auth-profiles.json</c>, whose values are sealed under the <c>.secret_key</c> beside it.</summary>
internal sealed class PrxLogins : ILoginSource
{
    private const int NewestSchema = 1;

    public string Name => "prx";

    public string Locate(Func<string, string?> environment) => Path.Join(HomeDirectory.Of(environment), ".openprx", "auth-profiles.json");

    public IReadOnlyList<ForeignLogin> Read(SourceFile file, DateTimeOffset now)
    {
        // PRX takes an empty file for a store without profiles, as one whose first writing was cut short leaves it.
        if (string.IsNullOrWhiteSpace(file.Text))
        {
            return [];
        }

        JsonElement json = file.Json();
        if (json.TryGetProperty("schema_version", out JsonElement version) && (!version.TryGetInt32Strictly(out int schema) || schema is < 0 or > NewestSchema))
        {
            throw file.Invalid($"its schema_version is not {NewestSchema}");
        }

        HashSet<string> active =
        [
            .. (file.OptionalObject(json, "active_profiles")?.EnumerateObject() ?? default)
                .Where(one => one.Value.ValueKind == JsonValueKind.String).Select(one => one.Value.GetString()!),
        ];
        using var values = new PrxSealedValues(file);
        List<ForeignLogin> logins = [];
        foreach (JsonProperty entry in file.OptionalObject(json, "profiles")?.EnumerateObject() ?? default)
        {
            logins.Add(entry.Value.ValueKind == JsonValueKind.Object
                ? Login(file, values, entry.Value, isActive: active.Contains(entry.Name), now)
                : throw file.Invalid("an entry of 'profiles' is not an object"));
        }

        return logins;
    }

    private static ForeignLogin Login(SourceFile file, PrxSealedValues values, JsonElement entry, bool isActive, DateTimeOffset now)
    {
        string provider = file.OptionalText(entry, "provider") ?? throw file.Invalid("a profile has no 'provider'");
        string profile = file.OptionalText(entry, "profile_name") ?? throw file.Invalid("a profile has no 'profile_name'");
        string kind = file.OptionalText(entry, "kind") ?? throw file.Invalid("a profile has no 'kind'");
        Secret? Open(string name) => file.OptionalText(entry, name) is { } value ? file.Token(values.Open(value, name), name) : null;

        Secret? accessToken = kind switch
        {
            "oauth" => Open("access_token"),
            "token" => Open("token"),
            _ => throw file.Invalid("the 'kind' of a profile is neither oauth nor token"),
        };
        return new ForeignLogin
        {
            Provider = provider,
            Profile = profile,
            Account = file.OptionalObject(entry, "metadata") is { } metadata ? file.OptionalText(metadata, "email") : null,
            Subject = file.OptionalText(entry, "account_id"),
            Tokens = accessToken is null ? null : new TokenSet
            {
                AccessToken = accessToken,
                RefreshToken = kind == "oauth" ? Open("refresh_token") : null,
                IdToken = kind == "oauth" ? Open("id_token") : null,
                ExpiresAt = file.OptionalTime(entry, "expires_at"),
                Scopes = file.OptionalText(entry, "scope")?.Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [],
                ReceivedAt = file.OptionalTime(entry, "updated_at") ?? now,
            },
            Remark = accessToken is null ? "It holds no token."
                : isActive && profile != Profiles.ProfileKey.DefaultProfile ? $"It is PRX's active profile: prx auth use -P {provider} --profile {profile} makes it that here."
                : null,
        };
    }
}

/// <summary>Strict reading of numbers.</summary>
internal static class JsonNumbers
{
    public static bool TryGetInt32Strictly(this JsonElement element, out int value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out value);
    }
}
