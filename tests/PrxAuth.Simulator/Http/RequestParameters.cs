using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace PrxAuth.Simulator.Http;

/// <summary>The parameters in a request's body, form or JSON.</summary>
internal sealed class RequestParameters
{
    private static readonly object _key = new();
    private readonly Dictionary<string, string> _values;

    private RequestParameters(Dictionary<string, string> values, JsonElement? json)
    {
        _values = values;
        Json = json;
    }

    /// <summary>The body where it was JSON.</summary>
    public JsonElement? Json { get; }

    /// <summary>The parameter's value; null where it is absent or empty.</summary>
    public string? this[string name] => _values.TryGetValue(name, out string? value) && value.Length > 0 ? value : null;

    /// <summary>Reads the body once; whoever asks later gets the same parameters.</summary>
    public static async ValueTask<RequestParameters> ReadAsync(HttpContext context)
    {
        if (context.Items[_key] is RequestParameters known)
        {
            return known;
        }

        RequestParameters parameters = await ParseAsync(context.Request);
        context.Items[_key] = parameters;
        return parameters;
    }

    private static async Task<RequestParameters> ParseAsync(HttpRequest request)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        if (request.HasFormContentType)
        {
            foreach ((string name, var value) in await request.ReadFormAsync(request.HttpContext.RequestAborted))
            {
                values[name] = value.ToString();
            }

            return new RequestParameters(values, null);
        }

        if (!request.HasJsonContentType())
        {
            return new RequestParameters(values, null);
        }

        try
        {
            request.EnableBuffering();
            using JsonDocument document = await JsonDocument.ParseAsync(request.Body, default, request.HttpContext.RequestAborted);
            request.Body.Position = 0;
            JsonElement root = document.RootElement.Clone();
            if (root.ValueKind == JsonValueKind.Object)
            {
                foreach (JsonProperty property in root.EnumerateObject())
                {
                    values[property.Name] = property.Value.ToString();
                }
            }

            return new RequestParameters(values, root);
        }
        catch (JsonException)
        {
            // A body that is not JSON holds no parameters; the endpoint says what it misses.
            return new RequestParameters(values, null);
        }
    }
}
