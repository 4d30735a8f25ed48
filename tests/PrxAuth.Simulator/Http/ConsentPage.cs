using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace PrxAuth.Simulator.Http;

/// <summary>The page on which a user consents.</summary>
internal static class ConsentPage
{
    /// <summary>The button that was pressed; null: none yet.</summary>
    public static async ValueTask<string?> ReadDecisionAsync(HttpContext context) =>
        context.Request.Query["decision"].FirstOrDefault() ?? (await RequestParameters.ReadAsync(context))["decision"];

    /// <summary>Shows the page; its buttons repeat the request with a <c>decision</c>.</summary>
    public static async Task ShowAsync(HttpContext context, string? clientId, SimulatorUser user, string? scope, bool buttons)
    {
        StringBuilder body = new();
        body.Append("<p><b>").Append(Reply.Encode(clientId)).Append("</b> asks for <b>").Append(Reply.Encode(scope))
            .Append("</b> of ").Append(Reply.Encode(user.Email)).Append(".</p>");
        if (buttons)
        {
            body.Append("<form method=\"").Append(HttpMethods.IsPost(context.Request.Method) ? "post" : "get").Append("\">");
            IEnumerable<KeyValuePair<string, StringValues>> parameters =
                HttpMethods.IsPost(context.Request.Method) ? await context.Request.ReadFormAsync() : context.Request.Query;
            foreach ((string name, StringValues value) in parameters)
            {
                body.Append("<input type=\"hidden\" name=\"").Append(Reply.Encode(name)).Append("\" value=\"")
                    .Append(Reply.Encode(value)).Append("\">");
            }

            body.Append("<button name=\"decision\" value=\"approve\">Allow</button> ")
                .Append("<button name=\"decision\" value=\"deny\">Refuse</button></form>");
        }

        await Reply.PageAsync(context, 200, "Allow access?", body.ToString());
    }
}
