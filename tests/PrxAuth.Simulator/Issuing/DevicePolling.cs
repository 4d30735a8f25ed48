using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Issuing;

/// <summary>What a poll finds.</summary>
internal enum DevicePollOutcome
{
    /// <summary>No such code, another client's, or one whose outcome was taken already.</summary>
    Unknown,
    Expired,
    TooEarly,
    Pending,
    Denied,
    Approved,
}

/// <summary>The part of a device authorization that every provider plays alike (RFC 8628).</summary>
internal static class DevicePolling
{
    public static DeviceAuthorization Begin(
        SimulatorControl control, SimulatorArea area, string clientId, string? scope, TimeSpan lifetime, string? userCode = null)
    {
        DeviceAuthorization device = new()
        {
            Area = area,
            DeviceCode = RandomText.Alphanumeric(64),
            UserCode = userCode ?? RandomText.UserCode(),
            ClientId = clientId,
            Scope = scope ?? "",
            ExpiresAt = control.Clock.GetUtcNow() + lifetime,
            Interval = control.DeviceInterval,
        };
        control.Devices.Add(device);
        return device;
    }

    public static async Task<(DevicePollOutcome Outcome, DeviceAuthorization? Device)> PollAsync(
        HttpContext context, SimulatorControl control, SimulatorArea area, string clientId)
    {
        string? deviceCode = (await RequestParameters.ReadAsync(context))["device_code"];
        DeviceAuthorization? device = control.Devices.FindByDeviceCode(area, deviceCode);
        if (device is null || device.ClientId != clientId || device.Decision == DeviceDecision.Consumed)
        {
            return (DevicePollOutcome.Unknown, null);
        }

        if (control.Clock.GetUtcNow() >= device.ExpiresAt)
        {
            return (DevicePollOutcome.Expired, device);
        }

        if (control.Devices.MustSlowDown(device))
        {
            return (DevicePollOutcome.TooEarly, device);
        }

        await control.AutoApproveAsync(device, context.RequestAborted);
        return (control.Devices.Take(device) switch
        {
            DeviceDecision.Approved => DevicePollOutcome.Approved,
            DeviceDecision.Denied => DevicePollOutcome.Denied,
            DeviceDecision.Pending => DevicePollOutcome.Pending,
            _ => DevicePollOutcome.Unknown,
        }, device);
    }

    /// <summary>The page on which the user enters the code.</summary>
    public static async Task VerifyAsync(HttpContext context, SimulatorControl control, SimulatorArea area)
    {
        RequestParameters parameters = await RequestParameters.ReadAsync(context);
        string? userCode = parameters["user_code"] ?? context.Request.Query["user_code"];
        SimulatorUser user = SimulatorUser.Find(parameters["user"]) ?? control.CurrentUser;
        if (!HttpMethods.IsPost(context.Request.Method) || parameters["decision"] is not { } decision)
        {
            await DevicePage.ShowAsync(context, user, userCode);
            return;
        }

        DeviceAuthorization? device = control.Devices.FindByUserCode(userCode);
        bool approve = decision == "approve";
        if (device?.Area != area || !control.Devices.Decide(device, approve, user))
        {
            await DevicePage.ShowAsync(context, user, userCode, "This code is not, or no longer, valid.");
            return;
        }

        await DevicePage.ShowDoneAsync(context, approve);
    }
}
