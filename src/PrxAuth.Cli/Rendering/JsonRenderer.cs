using System.Text.Encodings.Web;
using System.Text.Json;
using PrxAuth.Core;
using PrxAuth.Core.Configuration;
using PrxAuth.Core.Diagnosis;
using PrxAuth.Core.Import;
using PrxAuth.Core.Profiles;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Storage.Keys;
using PrxAuth.Core.Tokens;

namespace PrxAuth.Cli.Rendering;

/// <summary>Writes results as JSON: names in snake_case, times in ISO 8601 and UTC, every member always there. Of secrets, only the token
/// that <c>prx auth token</c> was asked for.</summary>
public static class JsonRenderer
{
    // The text goes to a terminal or a program, never into a page: an address may keep its plus and ampersand.
    private static readonly JsonWriterOptions s_indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions s_oneLine = s_indented with { Indented = false };

    /// <summary>A result: an object, or an array for the commands that list.</summary>
    public static string Render(CommandResult result) => JsonText.Write(s_indented, json => WriteResult(json, result));

    /// <summary>Results as one array.</summary>
    public static string RenderAll(IEnumerable<CommandResult> results) =>
        JsonText.Write(s_indented, json => WriteArray(json, results, result => WriteResult(json, result)));

    /// <summary>A failure, in one line.</summary>
    public static string Render(PrxAuthException failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return JsonText.Write(s_oneLine, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", failure.Error.ToString());
            json.WriteString("message", failure.Message);
            json.WriteString("recommendation", CommandVocabulary.Translate(failure.Recommendation));
            json.WriteString("target", failure.Target);
            WriteNumber(json, "retry_after_seconds", failure.RetryAfter?.TotalSeconds);
            json.WriteBoolean("transient", failure.IsTransient);
            json.WriteEndObject();
        });
    }

    /// <summary>A wrong command line, in one line.</summary>
    public static string Render(UsageProblem problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return JsonText.Write(s_oneLine, json =>
        {
            json.WriteStartObject();
            json.WriteString("error", "WrongUsage");
            json.WriteString("message", problem.Message);
            json.WriteString("recommendation", problem.Recommendation);
            json.WriteEndObject();
        });
    }

    internal static string NameOf(ProviderOrigin origin) => origin switch
    {
        ProviderOrigin.BuiltIn => "built-in",
        ProviderOrigin.Overlaid => "overlaid",
        _ => "config",
    };

    private static void WriteResult(Utf8JsonWriter json, CommandResult result)
    {
        switch (result)
        {
            case SignedInResult signedIn:
                WriteProfile(json, signedIn.Profile);
                break;
            case PendingResult { SignIn: var pending }:
                json.WriteStartObject();
                WriteKey(json, pending.Key);
                json.WriteString("url", pending.Address.AbsoluteUri);
                WriteTime(json, "expires_at", pending.ExpiresAt);
                json.WriteEndObject();
                break;
            case RenewedResult renewed:
                WriteProfile(json, renewed.Profile, () => json.WriteBoolean("renewed", renewed.Changed));
                break;
            case ProfilesResult profiles:
                WriteArray(json, profiles.Profiles, profile => WriteProfile(json, profile));
                break;
            case StatusResult status:
                WriteArray(json, status.Profiles, standing => WriteProfile(json, standing.Profile, () => WriteStanding(json, standing)));
                break;
            case CheckedResult { Profile: var lasting }:
                WriteProfile(json, lasting, () =>
                {
                    WriteTime(json, "unattended_until", lasting.Unattended.Until);
                    json.WriteString("unattended_reason", lasting.Unattended.Reason);
                });
                break;
            case ProvidersResult providers:
                WriteArray(json, providers.Providers, provider => WriteProvider(json, provider));
                break;
            case SignedOutResult signedOut:
                WriteSignedOut(json, signedOut);
                break;
            case ActiveProfileResult active:
                WriteProfile(json, active.Profile, () => json.WriteString("config_file", active.ConfigurationFile));
                break;
            case ResealedResult { Store: var store }:
                json.WriteStartObject();
                json.WriteString("store", store.Directory);
                json.WriteString("key_source_before", store.Before.Name());
                json.WriteString("key_source", store.After.Name());
                json.WriteNumber("profiles", store.Profiles);
                WriteStrings(json, "damaged", store.Damaged.Select(key => key.ToString()));
                json.WriteEndObject();
                break;
            case ImportedResult { Import: var import }:
                json.WriteStartObject();
                json.WriteString("source", import.Login.Source);
                json.WriteString("foreign_name", import.Login.ForeignName);
                json.WriteString("provider", import.Login.Key?.Provider);
                json.WriteString("profile", import.Login.Key?.Profile);
                json.WriteString("account", import.Login.Account);
                WriteTime(json, "expires_at", import.Login.ExpiresAt);
                json.WriteBoolean("has_refresh_token", import.Login.HasRefreshToken);
                json.WriteString("outcome", import.Outcome switch { ImportOutcome.Found => "found", ImportOutcome.Imported => "imported", _ => "skipped" });
                json.WriteString("reason", import.Reason is { } reason ? CommandVocabulary.Translate(reason) : null);
                json.WriteEndObject();
                break;
            case TokenResult token:
                WriteToken(json, token);
                break;
            case HeadersResult { Headers: var headers }:
                json.WriteStartObject();
                foreach ((string name, string value) in headers)
                {
                    json.WriteString(name, value);
                }

                json.WriteEndObject();
                break;
            case FindingResult found:
                WriteFinding(json, found.Finding);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(result), result.GetType().Name, "Not a result that is known here.");
        }
    }

    private static void WriteProfile(Utf8JsonWriter json, ProfileView profile, Action? writeMore = null)
    {
        json.WriteStartObject();
        WriteKey(json, profile.Key);
        json.WriteString("account", profile.Account);
        json.WriteBoolean("active", profile.IsActive);
        json.WriteString("status", profile.Status switch
        {
            ProfileStatus.Valid => "valid",
            ProfileStatus.ExpiresSoon => "expires_soon",
            ProfileStatus.Expired => "expired",
            ProfileStatus.InDoubt => "in_doubt",
            _ => "needs_login",
        });
        json.WriteString("status_reason", profile.StatusReason);
        WriteTime(json, "expires_at", profile.ExpiresAt);
        json.WriteBoolean("has_refresh_token", profile.HasRefreshToken);
        WriteStrings(json, "scopes", profile.Scopes);
        json.WriteString("flow", FlowNames.Of(profile.Flow));
        json.WriteString("token_type", profile.TokenType);
        json.WriteString("endpoint", profile.Endpoint?.AbsoluteUri);
        WriteTime(json, "created_at", profile.CreatedAt);
        WriteTime(json, "updated_at", profile.UpdatedAt);
        writeMore?.Invoke();
        json.WriteEndObject();
    }

    private static void WriteStanding(Utf8JsonWriter json, ProfileStanding standing)
    {
        json.WriteBoolean("needs_login", standing.NeedsLogin);
        json.WriteString("renewal", standing.Renewal switch
        {
            TokenRenewalMode.OnUse => "on_use",
            TokenRenewalMode.OnRequest => "on_request",
            _ => "none",
        });
    }

    private static void WriteProvider(Utf8JsonWriter json, ProviderDefinition provider)
    {
        json.WriteStartObject();
        json.WriteString("provider", provider.Name);
        json.WriteString("display_name", provider.DisplayName);
        WriteStrings(json, "aliases", provider.Aliases);
        json.WriteString("origin", NameOf(provider.Origin));
        WriteStrings(json, "flows", provider.Flows.Select(FlowNames.Of));
        WriteStrings(json, "scopes", provider.Scopes);
        json.WriteString("client_id", provider.ClientId);
        json.WriteString("issuer", provider.Issuer);
        json.WriteString("authorization_endpoint", provider.AuthorizationEndpoint?.AbsoluteUri);
        json.WriteString("token_endpoint", provider.TokenEndpoint?.AbsoluteUri);
        json.WriteString("device_authorization_endpoint", provider.DeviceAuthorizationEndpoint?.AbsoluteUri);
        json.WriteString("revocation_endpoint", provider.RevocationEndpoint?.AbsoluteUri);
        json.WriteString("api_endpoint", provider.ApiEndpoint?.AbsoluteUri);
        json.WriteString("auth_profile", provider.AuthProfile);
        json.WriteString("notice", provider.Notice);
        json.WriteString("client_help", provider.ClientHelp is { } help ? CommandVocabulary.Translate(help) : null);
        json.WriteEndObject();
    }

    private static void WriteSignedOut(Utf8JsonWriter json, SignedOutResult result)
    {
        json.WriteStartObject();
        WriteKey(json, result.Key);
        json.WriteBoolean("revoked", result.Revocation.Outcome == RevocationOutcome.Revoked);
        json.WriteString("revocation", result.Revocation.Outcome switch
        {
            RevocationOutcome.Revoked => "revoked",
            RevocationOutcome.NotSupported => "not_supported",
            RevocationOutcome.Skipped => "skipped",
            _ => "failed",
        });
        json.WriteString("reason", result.Revocation.Reason);
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, TokenResult result)
    {
        Credential credential = result.Credential;
        json.WriteStartObject();
        json.WriteString("access_token", credential.UsableToken.Reveal());
        json.WriteString("token_type", credential.TokenType);
        WriteTime(json, "expires_at", credential.ExpiresAt);
        WriteKey(json, credential.Key);
        json.WriteString("endpoint", result.Endpoint?.AbsoluteUri);
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, Finding finding)
    {
        json.WriteStartObject();
        json.WriteString("area", finding.Area.ToString().ToLowerInvariant());
        json.WriteString("name", finding.Name);
        json.WriteString("status", finding.Status.ToString().ToLowerInvariant());
        json.WriteString("message", finding.Message);
        json.WriteString("recommendation", finding.Recommendation is { } wayOut ? CommandVocabulary.Translate(wayOut) : null);
        json.WriteString("target", finding.Target);
        json.WriteEndObject();
    }

    private static void WriteKey(Utf8JsonWriter json, ProfileKey key)
    {
        json.WriteString("provider", key.Provider);
        json.WriteString("profile", key.Profile);
    }

    private static void WriteArray<T>(Utf8JsonWriter json, IEnumerable<T> items, Action<T> write)
    {
        json.WriteStartArray();
        foreach (T item in items)
        {
            write(item);
        }

        json.WriteEndArray();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WritePropertyName(name);
        WriteArray(json, texts, json.WriteStringValue);
    }

    private static void WriteTime(Utf8JsonWriter json, string name, DateTimeOffset? time) =>
        json.WriteString(name, time is { } known ? JsonText.Time(known) : null);

    private static void WriteNumber(Utf8JsonWriter json, string name, double? number)
    {
        if (number is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
