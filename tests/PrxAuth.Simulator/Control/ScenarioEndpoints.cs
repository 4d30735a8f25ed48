namespace PrxAuth.Simulator.Control;

/// <summary>Sets the switches of the provider emulators; what a command does not name stays as it is.</summary>
internal sealed class ScenarioEndpoints(SimulatorControl control)
{
    public void GitHub(ControlQuery query)
    {
        GitHubScenario scenario = control.GitHub;
        scenario.DeviceFlow = query.Switch("device", scenario.DeviceFlow);
        scenario.Seat = query.Choice("seat", scenario.Seat);
        scenario.RateLimit = query.Choice("rate_limit", scenario.RateLimit);
        scenario.ExpiringTokens = query.Switch("expiry", scenario.ExpiringTokens);
        scenario.StrictHeaders = query.Switch("strict_headers", scenario.StrictHeaders);
        scenario.SlowDownNamesInterval = query.Switch("slow_down_interval", scenario.SlowDownNamesInterval);
    }

    public void Google(ControlQuery query)
    {
        GoogleScenario scenario = control.Google;
        scenario.DroppedScope = query.Text("drop_scope") switch
        {
            null => scenario.DroppedScope,
            "none" => null,
            { } scope => scope,
        };
        scenario.PolicyPage = query.Switch("policy_page", scenario.PolicyPage);
        scenario.RefreshTokenOnFirstConsentOnly = query.Switch("first_consent_only", scenario.RefreshTokenOnFirstConsentOnly);
        scenario.SessionControl = query.Switch("session_control", scenario.SessionControl);
        scenario.AdvertisesIssuer = query.Switch("advertise_issuer", scenario.AdvertisesIssuer);
        scenario.IdToken = query.Choice("id_token", scenario.IdToken);
    }
}
