using System.Buffers.Text;
using System.Globalization;
using System.Security;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Federation;

/// <summary>The part of the AWS Security Token Service that takes tokens of this server: <c>AssumeRoleWithWebIdentity</c>.</summary>
internal sealed partial class AwsTokenService(SimulatorControl control)
{
    private const string Namespace = "https://sts.amazonaws.com/doc/2011-06-15/";

    public async Task InvokeAsync(HttpContext context)
    {
        RequestParameters form = await RequestParameters.ReadAsync(context);
        if (form["Action"] != "AssumeRoleWithWebIdentity" || form["Version"] != "2011-06-15")
        {
            await ErrorAsync(context, 400, "InvalidAction", "Could not find operation for version.");
        }
        else if (form["RoleArn"] is not { } role || !SessionName().IsMatch(form["RoleSessionName"] ?? "") || form["WebIdentityToken"] is not { } token
            || !int.TryParse(form["DurationSeconds"] ?? "3600", NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) || seconds is < 900 or > 43200)
        {
            await ErrorAsync(context, 400, "ValidationError", "1 validation error detected.");
        }
        else if (Claims(token) is not { } claims || (string?)claims["iss"] != $"{context.Request.Scheme}://{context.Request.Host}/")
        {
            await ErrorAsync(context, 400, "InvalidIdentityToken", $"No OpenIDConnect provider found in your account for the token {token}");
        }
        else if (DateTimeOffset.FromUnixTimeSeconds((long)claims["exp"]!) < control.Clock.GetUtcNow())
        {
            await ErrorAsync(context, 400, "ExpiredTokenException", "Token expired");
        }
        else if (role.EndsWith("/closed", StringComparison.Ordinal))
        {
            await ErrorAsync(context, 403, "AccessDenied", "Not authorized to perform sts:AssumeRoleWithWebIdentity");
        }
        else
        {
            control.Federation.Roles.Enqueue(new AssumedRole(role, form["RoleSessionName"]!, token, seconds));
            await AnswerAsync(context, role, claims, seconds);
        }
    }

    private Task AnswerAsync(HttpContext context, string role, JsonNode claims, int seconds) => XmlAsync(
        context,
        200,
        $"""
        <AssumeRoleWithWebIdentityResponse xmlns="{Namespace}">
          <AssumeRoleWithWebIdentityResult>
            <SubjectFromWebIdentityToken>{SecurityElement.Escape((string?)claims["sub"])}</SubjectFromWebIdentityToken>
            <AssumedRoleUser><Arn>{SecurityElement.Escape(role)}</Arn><AssumedRoleId>AROAEXAMPLE</AssumedRoleId></AssumedRoleUser>
            <Credentials>
              <SessionToken>{RandomText.Alphanumeric(120)}+/==</SessionToken>
              <SecretAccessKey>{RandomText.Alphanumeric(40)}</SecretAccessKey>
              <Expiration>{(control.Clock.GetUtcNow() + TimeSpan.FromSeconds(seconds)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)}</Expiration>
              <AccessKeyId>ASIA{RandomText.Hex(16).ToUpperInvariant()}</AccessKeyId>
            </Credentials>
          </AssumeRoleWithWebIdentityResult>
          <ResponseMetadata><RequestId>{Guid.NewGuid()}</RequestId></ResponseMetadata>
        </AssumeRoleWithWebIdentityResponse>
        """);

    private static Task ErrorAsync(HttpContext context, int status, string code, string message) => XmlAsync(
        context,
        status,
        $"""
        <ErrorResponse xmlns="{Namespace}">
          <Error><Type>Sender</Type><Code>{code}</Code><Message>{SecurityElement.Escape(message)}</Message></Error>
          <RequestId>{Guid.NewGuid()}</RequestId>
        </ErrorResponse>
        """);

    // The real one answers with JSON where that is asked for.
    private static Task XmlAsync(HttpContext context, int status, string xml)
    {
        if (context.Request.Headers.Accept.ToString().Contains("json", StringComparison.Ordinal))
        {
            return Reply.JsonAsync(context, status, new JsonObject());
        }

        context.Response.StatusCode = status;
        context.Response.ContentType = "text/xml";
        return context.Response.WriteAsync(xml, context.RequestAborted);
    }

    private static JsonNode? Claims(string token)
    {
        try
        {
            return token.Split('.') is [_, var body, _] ? JsonNode.Parse(Base64Url.DecodeFromChars(body)) : null;
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"^[\w+=,.@-]{2,64}$")]
    private static partial Regex SessionName();
}
