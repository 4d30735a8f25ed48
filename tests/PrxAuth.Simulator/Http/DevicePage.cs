using Microsoft.AspNetCore.Http;

namespace PrxAuth.Simulator.Http;

/// <summary>The page on which a user enters the code of a device login.</summary>
internal static class DevicePage
{
    public static Task ShowAsync(HttpContext context, SimulatorUser user, string? userCode, string? problem = null)
    {
        string notice = problem is null ? "" : $"<p role=\"alert\">{Reply.Encode(problem)}</p>";
        return Reply.PageAsync(
            context,
            problem is null ? 200 : 400,
            "Connect a device",
            $"""
            {notice}
            <form method="post">
            <p><label>Code <input name="user_code" value="{Reply.Encode(userCode)}" autofocus></label></p>
            <p><label>Account <input name="user" value="{Reply.Encode(user.Name)}"></label></p>
            <button name="decision" value="approve">Allow</button>
            <button name="decision" value="deny">Refuse</button>
            </form>
            """);
    }

    public static Task ShowDoneAsync(HttpContext context, bool approved) =>
        approved
            ? Reply.PageAsync(context, 200, "Device connected", "<p>You can close this page.</p>")
            : Reply.PageAsync(context, 200, "Request refused", "<p>You can close this page.</p>");
}
