namespace PrxAuth.Simulator.Control;

/// <summary>The things that are counted.</summary>
internal enum Counted
{
    AuthorizeRequest,
    TokenRequest,
    Refresh,
    DeviceAuthorization,
    DevicePoll,
    Revocation,
    AccountRequest,
    Exchange,
    ApiCall,
}

/// <summary>The running counts of one area.</summary>
internal sealed class AreaCounters
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Counted, int> _counts = [];
    private readonly Dictionary<string, int> _grants = new(StringComparer.Ordinal);

    public void Add(Counted what)
    {
        lock (_lock)
        {
            _counts[what] = _counts.GetValueOrDefault(what) + 1;
        }
    }

    public void AddTokenRequest(string? grantType)
    {
        lock (_lock)
        {
            string name = grantType ?? "none";
            _grants[name] = _grants.GetValueOrDefault(name) + 1;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _counts.Clear();
            _grants.Clear();
        }
    }

    public AreaCounts Snapshot()
    {
        lock (_lock)
        {
            return new AreaCounts
            {
                AuthorizeRequests = _counts.GetValueOrDefault(Counted.AuthorizeRequest),
                TokenRequests = new Dictionary<string, int>(_grants, StringComparer.Ordinal),
                Refreshes = _counts.GetValueOrDefault(Counted.Refresh),
                DeviceAuthorizations = _counts.GetValueOrDefault(Counted.DeviceAuthorization),
                DevicePolls = _counts.GetValueOrDefault(Counted.DevicePoll),
                Revocations = _counts.GetValueOrDefault(Counted.Revocation),
                AccountRequests = _counts.GetValueOrDefault(Counted.AccountRequest),
                Exchanges = _counts.GetValueOrDefault(Counted.Exchange),
                ApiCalls = _counts.GetValueOrDefault(Counted.ApiCall),
            };
        }
    }
}
