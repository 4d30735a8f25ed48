using PrxAuth.Simulator.Control;
using PrxAuth.Simulator.Faults;
using PrxAuth.Simulator.OpenAI;

namespace PrxAuth.Simulator;

/// <summary>Counts what a simulator is asked for and decides how it behaves. Safe to use from any thread; the endpoints under
/// <c>/control</c> do the same over HTTP.</summary>
public sealed class SimulatorControl
{
    private readonly SimulatorOptions _options;
    private readonly Dictionary<SimulatorArea, IAuthorizationArea> _areas = [];
    private long _lifetimeTicks;
    private volatile SimulatorUser _currentUser = SimulatorUser.All[0];
    private volatile int _autoApproveAfterPolls;

    internal SimulatorControl(SimulatorOptions options)
    {
        _options = options;
        Clock = new SimulatorClock(options.TimeProvider);
        Devices = new DeviceBoard(Clock);
        Tracker = new RequestTracker(options.RequestReceived);
        RestoreSwitches();
    }

    /// <summary>What the authorization pages do.</summary>
    public ConsentMode Consent { get; set; }

    /// <summary>The user who signs in where no <c>login_hint</c> names another.</summary>
    public SimulatorUser CurrentUser
    {
        get => _currentUser;
        set => _currentUser = value;
    }

    /// <summary>The lifetime of access tokens issued from now on. GitHub's own defaults apply there while this is one hour.</summary>
    public TimeSpan AccessTokenLifetime
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _lifetimeTicks));
        set => Interlocked.Exchange(ref _lifetimeTicks, value.Ticks);
    }

    /// <summary>The number of polls that are answered as pending before a device login is approved by itself; null: it never is.</summary>
    public int? AutoApproveAfterPolls
    {
        get => _autoApproveAfterPolls < 0 ? null : _autoApproveAfterPolls;
        set => _autoApproveAfterPolls = value ?? -1;
    }

    /// <summary>Whether a poll that comes too early is answered with <c>slow_down</c>.</summary>
    public bool EnforceDeviceInterval
    {
        get => Devices.EnforceInterval;
        set => Devices.EnforceInterval = value;
    }

    /// <summary>The polling interval of device logins begun from now on, in seconds.</summary>
    public int DeviceInterval { get; set; }

    /// <summary>What the <c>iss</c> parameter of authorization responses says.</summary>
    public IssuerMode Issuer { get; set; }

    /// <summary>Whether metadata names another issuer than the one it was asked of.</summary>
    public bool MetadataNamesAnotherIssuer { get; set; }

    /// <summary>What metadata says of pushed authorization requests.</summary>
    public PushedAuthorizationMode PushedAuthorization { get; set; }

    /// <summary>The switches of proofs of possession.</summary>
    public DpopScenario Dpop { get; } = new();

    /// <summary>What the platform for workloads was asked for.</summary>
    public FederationScenario Federation { get; } = new();

    /// <summary>The switches of GitHub and Copilot.</summary>
    public GitHubScenario GitHub { get; } = new();

    /// <summary>The switches of Google.</summary>
    public GoogleScenario Google { get; } = new();

    /// <summary>The switches of Microsoft Entra ID.</summary>
    public EntraScenario Entra { get; } = new();

    /// <summary>The switches of GitLab.</summary>
    public GitLabScenario GitLab { get; } = new();

    /// <summary>The switches of Hugging Face.</summary>
    public HuggingFaceScenario HuggingFace { get; } = new();

    /// <summary>The switches of OpenAI.</summary>
    public OpenAiScenario OpenAI { get; } = new();

    /// <summary>The switches of Anthropic.</summary>
    public AnthropicScenario Anthropic { get; } = new();

    /// <summary>The switches of Qwen.</summary>
    public QwenScenario Qwen { get; } = new();

    /// <summary>The switches of MiniMax.</summary>
    public MiniMaxScenario MiniMax { get; } = new();

    /// <summary>Every request since the last reset, except those to <c>/control</c>.</summary>
    public IReadOnlyList<RecordedRequest> Requests => Tracker.Requests;

    /// <summary>The device logins that wait for their user.</summary>
    public IReadOnlyList<PendingDevice> PendingDevices =>
        [.. Devices.Pending().Select(device => new PendingDevice(device.Area, device.UserCode, device.ClientId, device.Polls))];

    internal TimeSpan RefreshTokenReuseLeeway => _options.RefreshTokenReuseLeeway;

    internal SimulatorClock Clock { get; }

    internal DeviceBoard Devices { get; }

    internal RequestTracker Tracker { get; }

    internal FaultPlan Faults { get; } = new();

    /// <summary>What an area was asked for since the last reset.</summary>
    public AreaCounts Counts(SimulatorArea area) => Tracker[area].Snapshot();

    /// <summary>Forgets counts and recorded requests.</summary>
    public void ResetCounts() => Tracker.Clear();

    /// <summary>Forgets counts, recorded requests and faults, and puts every switch back to where it was at the start.
    /// Tokens live on.</summary>
    public void Reset()
    {
        ResetCounts();
        Faults.Clear();
        Devices.ForceSlowDown(0);
        RestoreSwitches();
    }

    /// <summary>Approves a device login as <paramref name="user"/>, or as the current user; false: no such code is pending.</summary>
    public Task<bool> ApproveDeviceAsync(string userCode, SimulatorUser? user = null, CancellationToken cancellationToken = default) =>
        DecideAsync(Devices.FindByUserCode(userCode), approve: true, user, cancellationToken);

    /// <summary>Denies a device login; false: no such code is pending.</summary>
    public Task<bool> DenyDeviceAsync(string userCode, CancellationToken cancellationToken = default) =>
        DecideAsync(Devices.FindByUserCode(userCode), approve: false, null, cancellationToken);

    /// <summary>Approves every pending device login and says how many there were.</summary>
    public async Task<int> ApproveAllDevicesAsync(SimulatorUser? user = null, CancellationToken cancellationToken = default)
    {
        int approved = 0;
        foreach (DeviceAuthorization device in Devices.Pending())
        {
            approved += await DecideAsync(device, approve: true, user, cancellationToken) ? 1 : 0;
        }

        return approved;
    }

    /// <summary>Sets the switches of a scenario of <see cref="ScenarioCatalog"/> beside those that are set; false: there is none of
    /// that name.</summary>
    public bool Arrange(string scenario)
    {
        NamedScenario? found = NamedScenario.Find(scenario);
        found?.Arrange(this);
        return found is not null;
    }

    /// <summary>Answers the next device polls with <c>slow_down</c>.</summary>
    public void SlowDown(int count = 1) => Devices.ForceSlowDown(count);

    /// <summary>Ends the life of every access token issued so far, in one area or in all. At GitHub these are the Copilot tokens and the
    /// tokens with an expiry; the others know no expiry.</summary>
    public void ExpireAccessTokens(SimulatorArea? area = null)
    {
        foreach (IAuthorizationArea each in Select(area))
        {
            each.ExpireAccessTokens();
        }
    }

    /// <summary>Kills every refresh token, in one area or in all. At GitHub all tokens die.</summary>
    public async Task RevokeAllAsync(SimulatorArea? area = null, CancellationToken cancellationToken = default)
    {
        foreach (IAuthorizationArea each in Select(area))
        {
            await each.RevokeRefreshTokensAsync(cancellationToken);
        }
    }

    /// <summary>Answers the next requests to a path brokenly; <see cref="FaultMode.None"/> clears what was planned for it.</summary>
    /// <param name="path">The exact path, such as <c>/connect/token</c>; <c>*</c> means every path.</param>
    /// <param name="mode">How the answer is broken.</param>
    /// <param name="count">How many requests.</param>
    /// <param name="retryAfter">The Retry-After header, in whole seconds.</param>
    public void Break(string path, FaultMode mode, int count = 1, TimeSpan? retryAfter = null) =>
        Faults.Break(path, mode, count, retryAfter);

    /// <summary>Answers the requests to a path late.</summary>
    /// <param name="path">The exact path; <c>*</c> means every path.</param>
    /// <param name="by">How late; zero clears the delay.</param>
    /// <param name="beforeProcessing">Whether the request waits before it is processed; otherwise its finished answer waits.</param>
    public void Delay(string path, TimeSpan by, bool beforeProcessing = false) => Faults.Delay(path, by, beforeProcessing);

    /// <summary>Puts the simulator's clock forward.</summary>
    public void AdvanceClock(TimeSpan by) => Clock.Advance(by);

    /// <summary>Makes a personal access token of OpenAI, as a person does on its settings page.</summary>
    public string CreateOpenAiPersonalToken(SimulatorUser? user = null) =>
        ((OpenAiArea)_areas[SimulatorArea.OpenAI]).CreatePersonalToken(user ?? CurrentUser);

    internal void Attach(IAuthorizationArea area) => _areas[area.Area] = area;

    /// <summary>Approves a device login by itself once it has been polled often enough.</summary>
    internal Task AutoApproveAsync(DeviceAuthorization device, CancellationToken cancellationToken) =>
        AutoApproveAfterPolls is { } after && device.Polls > after && device.Decision == DeviceDecision.Pending
            ? DecideAsync(device, approve: true, null, cancellationToken)
            : Task.CompletedTask;

    private Task<bool> DecideAsync(DeviceAuthorization? device, bool approve, SimulatorUser? user, CancellationToken cancellationToken) =>
        device is null
            ? Task.FromResult(false)
            : _areas[device.Area].DecideDeviceAsync(device, approve, user ?? CurrentUser, cancellationToken);

    private IEnumerable<IAuthorizationArea> Select(SimulatorArea? area) =>
        _areas.Values.Where(each => area is null || each.Area == area);

    private void RestoreSwitches()
    {
        Consent = _options.AutoConsent ? ConsentMode.Approve : ConsentMode.Ask;
        CurrentUser = SimulatorUser.All[0];
        AccessTokenLifetime = _options.AccessTokenLifetime;
        AutoApproveAfterPolls = _options.AutoApproveDevice ? 0 : null;
        EnforceDeviceInterval = _options.EnforceDeviceInterval;
        DeviceInterval = _options.DeviceInterval;
        Issuer = IssuerMode.Right;
        MetadataNamesAnotherIssuer = false;
        PushedAuthorization = PushedAuthorizationMode.Hidden;
        Dpop.Reset();
        GitHub.Reset();
        Google.Reset();
        Entra.Reset();
        GitLab.Reset();
        HuggingFace.Reset();
        OpenAI.Reset();
        Anthropic.Reset();
        Qwen.Reset();
        MiniMax.Reset();
    }
}
