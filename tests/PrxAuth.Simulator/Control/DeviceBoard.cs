namespace PrxAuth.Simulator.Control;

/// <summary>Every device authorization of every area, and the pace of its polls.</summary>
internal sealed class DeviceBoard(TimeProvider clock)
{
    // The client's timer may fire a hair before ours says so.
    private static readonly TimeSpan _tolerance = TimeSpan.FromMilliseconds(50);
    private const int SlowDownSeconds = 5;

    private readonly Lock _lock = new();
    private readonly List<DeviceAuthorization> _devices = [];
    private int _forcedSlowDowns;

    public bool EnforceInterval { get; set; }

    public void ForceSlowDown(int count)
    {
        lock (_lock)
        {
            _forcedSlowDowns = count;
        }
    }

    public void Add(DeviceAuthorization device)
    {
        lock (_lock)
        {
            _devices.Add(device);
        }
    }

    public DeviceAuthorization? FindByDeviceCode(SimulatorArea area, string? deviceCode)
    {
        lock (_lock)
        {
            return _devices.Find(device => device.Area == area && device.DeviceCode == deviceCode);
        }
    }

    public DeviceAuthorization? FindByUserCode(string? userCode)
    {
        string wanted = Normalize(userCode);
        lock (_lock)
        {
            return _devices.FindLast(device => Normalize(device.UserCode) == wanted);
        }
    }

    public IReadOnlyList<DeviceAuthorization> Pending()
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            return [.. _devices.Where(device => device.Decision == DeviceDecision.Pending && now < device.ExpiresAt)];
        }
    }

    /// <summary>Notes a poll; true: it came too early and the interval has grown (RFC 8628 section 3.5).</summary>
    public bool MustSlowDown(DeviceAuthorization device)
    {
        DateTimeOffset now = clock.GetUtcNow();
        lock (_lock)
        {
            bool early = EnforceInterval
                && device.LastPoll is { } last
                && now - last < TimeSpan.FromSeconds(device.Interval) - _tolerance;
            bool forced = _forcedSlowDowns > 0;
            device.LastPoll = now;
            if (!early && !forced)
            {
                device.Polls++;
                return false;
            }

            _forcedSlowDowns -= forced ? 1 : 0;
            device.Interval += SlowDownSeconds;
            return true;
        }
    }

    /// <summary>Settles a pending authorization; false: it was settled already, or has expired.</summary>
    public bool Decide(DeviceAuthorization device, bool approve, SimulatorUser user)
    {
        lock (_lock)
        {
            if (device.Decision != DeviceDecision.Pending || clock.GetUtcNow() >= device.ExpiresAt)
            {
                return false;
            }

            device.Decision = approve ? DeviceDecision.Approved : DeviceDecision.Denied;
            device.User = user;
            return true;
        }
    }

    /// <summary>Takes the outcome of a settled authorization, which can be had once.</summary>
    public DeviceDecision Take(DeviceAuthorization device)
    {
        lock (_lock)
        {
            DeviceDecision decision = device.Decision;
            if (decision is DeviceDecision.Approved or DeviceDecision.Denied)
            {
                device.Decision = DeviceDecision.Consumed;
            }

            return decision;
        }
    }

    private static string Normalize(string? userCode) =>
        string.Concat((userCode ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
