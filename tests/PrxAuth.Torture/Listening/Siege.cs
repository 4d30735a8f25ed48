using System.Net.Sockets;

namespace PrxAuth.Torture.Listening;

/// <summary>All attacks at once on one listener, until it has closed.</summary>
internal sealed class Siege : IAsyncDisposable
{
    private static readonly TimeSpan s_idlePause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly AttackedPort _port;
    private readonly SiegeCounts _counts;
    private readonly List<Task> _attackers = [];
    private readonly CountdownEvent _notYet;
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private Siege(AttackedPort port, SiegeCounts counts, int idle, int seed)
    {
        _port = port;
        _counts = counts;
        var random = new Random(seed);
        Attack[] attacks = [.. Attack.All, new Attack("silence", ConnectionAttacks.IdleAsync) { Attackers = idle, Pause = s_idlePause }];
        _notYet = new CountdownEvent(attacks.Sum(attack => attack.Attackers));
        foreach (Attack attack in attacks)
        {
            for (int i = 0; i < attack.Attackers; i++)
            {
                var own = new Random(random.Next());
                _attackers.Add(Task.Run(() => AttackAsync(attack, own)));
            }
        }
    }

    /// <summary>Begins, and ends the wait when every attacker is at it.</summary>
    public static async Task<Siege> BeginAsync(AttackedPort port, SiegeCounts counts, int idle, int seed)
    {
        var siege = new Siege(port, counts, idle, seed);
        await siege._begun.Task;
        return siege;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_attackers);
        _end.Dispose();
        _notYet.Dispose();
    }

    private async Task AttackAsync(Attack attack, Random random)
    {
        bool isFirst = true;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                Task<string> running = attack.RunAsync(_port, random, _end.Token);
                if (isFirst)
                {
                    isFirst = false;
                    Report();
                }

                _counts.Add(attack.Name, await running);
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // Refused, reset or out of time: what attackers are used to.
                _counts.Add(attack.Name, string.Empty);
            }

            await Task.Delay(attack.Pause, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Report()
    {
        if (_notYet.Signal())
        {
            _begun.SetResult();
        }
    }
}

/// <summary>What the attackers did and heard.</summary>
internal sealed class SiegeCounts
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, int> _byAttack = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, int> _byStatus = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, int> ByAttack => _byAttack;

    public IReadOnlyDictionary<string, int> ByStatus => _byStatus;

    public int Successes { get; private set; }

    public int PortsTaken { get; private set; }

    public void Add(string attack, string answer)
    {
        string status = answer.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) && answer.Length >= 12 ? answer[9..12] : "none";
        lock (_gate)
        {
            _byAttack[attack] = _byAttack.GetValueOrDefault(attack) + 1;
            _byStatus[status] = _byStatus.GetValueOrDefault(status) + 1;
            Successes += status == "200" ? 1 : 0;
            PortsTaken += answer == ConnectionAttacks.Taken ? 1 : 0;
        }
    }
}
