namespace PrxAuth.Simulator;

/// <summary>Where OpenAI puts the code of an error.</summary>
public enum OpenAiErrorShape
{
    /// <summary>Into an object: <c>{"error":{"code":…}}</c>.</summary>
    Nested,
    /// <summary>Into a plain string: <c>{"error":"…"}</c>.</summary>
    Text,
    /// <summary>Beside the message: <c>{"code":…}</c>.</summary>
    TopLevel,
}

/// <summary>Why OpenAI refuses every refresh.</summary>
public enum OpenAiRefreshRefusal
{
    /// <summary>It does not.</summary>
    None,
    /// <summary><c>refresh_token_expired</c>.</summary>
    Expired,
    /// <summary><c>refresh_token_reused</c>.</summary>
    Reused,
    /// <summary><c>refresh_token_invalidated</c>.</summary>
    Invalidated,
}

/// <summary>The switches of the OpenAI (Codex) emulator.</summary>
public sealed class OpenAiScenario
{
    /// <summary>Whether device codes are given; otherwise their start answers 404.</summary>
    public bool DeviceFlow { get; set; }

    /// <summary>Whether a pending poll is answered with 404 instead of 403.</summary>
    public bool PendingIsNotFound { get; set; }

    /// <summary>Whether the user code's member is called <c>usercode</c>.</summary>
    public bool UserCodeAlias { get; set; }

    /// <summary>Where errors put their code.</summary>
    public OpenAiErrorShape ErrorShape { get; set; }

    /// <summary>Why every refresh is refused.</summary>
    public OpenAiRefreshRefusal RefreshRefusal { get; set; }

    /// <summary>Whether a refresh answers with an access token alone; then the refresh token goes on.</summary>
    public bool SparseRefresh { get; set; }

    /// <summary>Whether a refresh answers with tokens of somebody else's workspace.</summary>
    public bool AnotherAccount { get; set; }

    /// <summary>Whether the workspace lacks Codex: the authorization page redirects back with <c>missing_codex_entitlement</c>.</summary>
    public bool MissingEntitlement { get; set; }

    /// <summary>The only loopback ports that redirects may go to, such as OpenAI's own 1455 and 1457; empty: any.</summary>
    public IReadOnlyList<int> RedirectPorts { get; set; } = [];

    internal void Reset()
    {
        DeviceFlow = true;
        PendingIsNotFound = false;
        UserCodeAlias = false;
        ErrorShape = OpenAiErrorShape.Nested;
        RefreshRefusal = OpenAiRefreshRefusal.None;
        SparseRefresh = false;
        AnotherAccount = false;
        MissingEntitlement = false;
        RedirectPorts = [];
    }
}
