using Microsoft.AspNetCore.Http;
using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator.Issuing;

/// <summary>The user's part of an authorization request.</summary>
internal static class ConsentStep
{
    /// <summary>What the user decides; null: they were shown a page, and the request ends there.</summary>
    public static async Task<bool?> DecideAsync(HttpContext context, SimulatorControl control, string clientId, SimulatorUser user)
    {
        ConsentMode consent = control.Consent;
        string? decision = consent == ConsentMode.Ask ? await ConsentPage.ReadDecisionAsync(context) : null;
        if (consent == ConsentMode.Approve || decision == "approve")
        {
            return true;
        }

        if (consent == ConsentMode.Deny || decision is not null)
        {
            return false;
        }

        await ConsentPage.ShowAsync(context, clientId, user, context.Request.Query["scope"], buttons: consent == ConsentMode.Ask);
        return null;
    }
}
