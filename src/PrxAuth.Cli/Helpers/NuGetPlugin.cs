using System.Text.Json;
using PrxAuth.Cli.Commands;
using PrxAuth.Core;
using PrxAuth.Core.Profiles;

namespace PrxAuth.Cli.Helpers;

/// <summary>
/// A credential plugin of NuGet, protocol version 2: one JSON message a line in each direction until NuGet closes the conversation.
/// Started by the name <c>nuget-plugin-prx</c>, or by hand for one look at it.
/// </summary>
internal sealed class NuGetPlugin(CommandContext context)
{
    private const string Success = "Success";

    private readonly HelperLogin _login = new(context);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        // Both sides introduce themselves.
        Send(Guid.NewGuid().ToString(), "Request", "Handshake", payload =>
        {
            payload.WriteString("ProtocolVersion", "2.0.0");
            payload.WriteString("MinimumProtocolVersion", "2.0.0");
        });
        TextReader input = context.FrontEnd.OpenInput();
        while (await HelperInput.ReadLineAsync(input, cancellationToken).ConfigureAwait(false) is { } line)
        {
            using JsonDocument? message = Parse(line);
            if (message is null || Text(message.RootElement, "Type") != "Request" || Text(message.RootElement, "RequestId") is not { } id)
            {
                continue;
            }

            string? method = Text(message.RootElement, "Method");
            if (method == "Close")
            {
                break;
            }

            await AnswerAsync(id, method, message.RootElement, cancellationToken).ConfigureAwait(false);
        }

        return ExitStatus.Done;
    }

    private async Task AnswerAsync(string id, string? method, JsonElement message, CancellationToken cancellationToken)
    {
        JsonElement asked = message.TryGetProperty("Payload", out JsonElement payload) ? payload : default;
        switch (method)
        {
            case "Handshake":
                Respond(id, method, Success, answer => answer.WriteString("ProtocolVersion", "2.0.0"));
                break;
            case "GetOperationClaims":
                Send(id, "Response", method, answer =>
                {
                    answer.WriteStartArray("Claims");

                    // A question about one source is for plugins that fetch packages.
                    if (asked.ValueKind != JsonValueKind.Object || Text(asked, "PackageSourceRepository") is null)
                    {
                        answer.WriteStringValue("Authentication");
                    }

                    answer.WriteEndArray();
                });
                break;
            case "GetAuthenticationCredentials":
                await AnswerCredentialsAsync(id, method, asked, cancellationToken).ConfigureAwait(false);
                break;
            case "Initialize" or "SetLogLevel" or "MonitorNuGetProcessExit" or "SetCredentials":
                Respond(id, method, Success);
                break;
            default:
                Respond(id, method ?? "None", "NotFound");
                break;
        }
    }

    private async Task AnswerCredentialsAsync(string id, string method, JsonElement asked, CancellationToken cancellationToken)
    {
        try
        {
            if (!Uri.TryCreate(Text(asked, "Uri"), UriKind.Absolute, out Uri? address) || _login.Find(address) is not { } selection)
            {
                Respond(id, method, "NotFound");
                return;
            }

            if (asked.TryGetProperty("IsRetry", out JsonElement again) && again.ValueKind == JsonValueKind.True)
            {
                await _login.NoteRefusedAsync(selection, refused: null, cancellationToken).ConfigureAwait(false);
            }

            Credential credential = await _login.GetAsync(selection, cancellationToken).ConfigureAwait(false);
            Respond(id, method, Success, answer =>
            {
                answer.WriteString("Username", _login.UserName());
                answer.WriteString("Password", credential.UsableToken.Reveal());
                answer.WriteNull("Message");
                answer.WriteStartArray("AuthenticationTypes");
                answer.WriteStringValue("Basic");
                answer.WriteEndArray();
            });
        }
        catch (PrxAuthException e)
        {
            // NuGet shows the message and asks the next provider of credentials.
            Respond(id, method, "Error", answer => answer.WriteString("Message", HelperLogin.Explain(e)));
        }
    }

    private void Respond(string id, string method, string code, Action<Utf8JsonWriter>? members = null) => Send(id, "Response", method, payload =>
    {
        members?.Invoke(payload);
        payload.WriteString("ResponseCode", code);
    });

    private void Send(string id, string type, string method, Action<Utf8JsonWriter> payload) => context.FrontEnd.EmitText(HelperJson.Object(json =>
    {
        json.WriteString("RequestId", id);
        json.WriteString("Type", type);
        json.WriteString("Method", method);
        json.WriteStartObject("Payload");
        payload(json);
        json.WriteEndObject();
    }));

    private static JsonDocument? Parse(string line)
    {
        try
        {
            return JsonDocument.Parse(line.TrimStart('\uFEFF'));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
            ? member.GetString()
            : null;
}
