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

    public void Entra(ControlQuery query)
    {
        EntraScenario scenario = control.Entra;
        scenario.InteractionRequired = query.Switch("interaction_required", scenario.InteractionRequired);
        scenario.DeviceFlowForbidden = query.Switch("device_forbidden", scenario.DeviceFlowForbidden);
        scenario.OldDeviceAnswer = query.Switch("old_device_answer", scenario.OldDeviceAnswer);
        scenario.Throttle = Throttle(query, scenario.Throttle);
    }

    public void GitLab(ControlQuery query)
    {
        GitLabScenario scenario = control.GitLab;
        scenario.RedirectUriInRefresh = query.Switch("redirect_uri_in_refresh", scenario.RedirectUriInRefresh);
        scenario.DeviceRefreshToken = query.Switch("device_refresh_token", scenario.DeviceRefreshToken);
        scenario.Throttle = Throttle(query, scenario.Throttle);
    }

    public void HuggingFace(ControlQuery query) =>
        control.HuggingFace.Outage = query.Choice("outage", control.HuggingFace.Outage);

    /// <summary>Sets a scenario of the catalog by its name.</summary>
    public void ByName(ControlQuery query)
    {
        if (!control.Arrange(query.RequiredText("name")))
        {
            throw new FormatException($"The parameter name must be one of: {string.Join(", ", ScenarioCatalog.All.Select(each => each.Name))}.");
        }
    }

    private static TimeSpan? Throttle(ControlQuery query, TimeSpan? before) => query.Text("throttle") switch
    {
        null => before,
        "off" => null,
        _ => TimeSpan.FromSeconds(query.Number("throttle")),
    };

    public void OpenAI(ControlQuery query)
    {
        OpenAiScenario scenario = control.OpenAI;
        scenario.DeviceFlow = query.Switch("device", scenario.DeviceFlow);
        scenario.PendingIsNotFound = query.Text("pending") switch
        {
            null => scenario.PendingIsNotFound,
            "403" => false,
            "404" => true,
            _ => throw new FormatException("The parameter pending must be 403 or 404."),
        };
        scenario.UserCodeAlias = query.Switch("usercode", scenario.UserCodeAlias);
        scenario.ErrorShape = query.Choice("error_shape", scenario.ErrorShape);
        scenario.RefreshRefusal = query.Choice("refresh_refusal", scenario.RefreshRefusal);
        scenario.SparseRefresh = query.Switch("sparse_refresh", scenario.SparseRefresh);
        scenario.AnotherAccount = query.Switch("another_account", scenario.AnotherAccount);
        scenario.MissingEntitlement = query.Switch("missing_entitlement", scenario.MissingEntitlement);
        scenario.RedirectPorts = query.Ports("ports", scenario.RedirectPorts);
    }

    public void Anthropic(ControlQuery query)
    {
        AnthropicScenario scenario = control.Anthropic;
        scenario.RateLimit = query.Switch("rate_limit", scenario.RateLimit);
        scenario.ScopeRequired = query.Switch("scope_required", scenario.ScopeRequired);
        scenario.RefreshTokenExpired = query.Switch("refresh_token_expired", scenario.RefreshTokenExpired);
    }

    public void Qwen(ControlQuery query)
    {
        QwenScenario scenario = control.Qwen;
        scenario.ResourceUrl = query.TextOrNone("resource_url", scenario.ResourceUrl);
        scenario.DeadRefreshIsUnauthorized = query.Switch("dead_refresh_401", scenario.DeadRefreshIsUnauthorized);
        scenario.TextErrors = query.Switch("text_errors", scenario.TextErrors);
        scenario.Rotates = query.Switch("rotates", scenario.Rotates);
    }

    public void MiniMax(ControlQuery query)
    {
        MiniMaxScenario scenario = control.MiniMax;
        scenario.WrongState = query.Switch("wrong_state", scenario.WrongState);
        scenario.Seconds = query.Switch("seconds", scenario.Seconds);
        scenario.ResourceUrl = query.TextOrNone("resource_url", scenario.ResourceUrl);
    }
}
