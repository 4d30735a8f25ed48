using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Grants;

/// <summary>The page of one area on which people enter the code of a device login.</summary>
internal sealed class DeviceVerification(SimulatorControl control, SimulatorArea area)
{
    public async Task InvokeAsync(HttpContext context)
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
