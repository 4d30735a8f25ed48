using System.Diagnostics;

namespace PrxAuth.Module.Tests.Support;

/// <summary>What a run of <c>prx</c> left.</summary>
/// <param name="Status">The exit status.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record PrxResult(int Status, string Output, string Error)
{
    public void Must() => Assert.True(Status == 0, $"prx ended with {Status}: {Error}{Output}");
}

/// <summary>Runs the <c>prx</c> executable.</summary>
internal sealed class Prx : IDisposable
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Lock _gate = new();
    private string _error = "";
    private readonly Task _reading;

    private Prx(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _reading = ReadErrorAsync();
    }

    public int Id => _process.Id;

    /// <summary>What it has written to standard error so far.</summary>
    public string ErrorSoFar
    {
        get
        {
            lock (_gate)
            {
                return _error;
            }
        }
    }

    /// <summary>Runs a line as a person types it into a shell: <c>prx auth …</c>.</summary>
    public static async Task<PrxResult> RunAsync(World world, string line, string? input = null)
    {
        using Prx prx = Start(world, line);
        if (input is not null)
        {
            await prx.TypeAsync(input);
        }

        prx.EndInput();
        return await prx.EndAsync();
    }

    public static Prx Start(World world, string line, int? umask = null)
    {
        string[] words = line.Split(' ');
        Assert.Equal("prx", words[0]);
        IEnumerable<string> command = umask is null ? [Staged.Command] : ["/bin/sh", "-c", $"umask {umask:D3}; exec \"$0\" \"$@\"", Staged.Command];
        var start = new ProcessStartInfo(command.First(), [.. command.Skip(1), .. words.Skip(1)])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in world.Environment)
        {
            start.Environment[name] = value;
        }

        return new Prx(Process.Start(start)!);
    }

    public async Task TypeAsync(string line)
    {
        await _process.StandardInput.WriteLineAsync(line);
        await _process.StandardInput.FlushAsync(TestContext.Current.CancellationToken);
    }

    public void EndInput() => _process.StandardInput.Close();

    /// <summary>Presses Ctrl+C.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    public async Task<PrxResult> EndAsync()
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(s_longest);
        await _process.WaitForExitAsync(patience.Token);
        await _reading;
        return new PrxResult(_process.ExitCode, await _output, ErrorSoFar);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private async Task ReadErrorAsync()
    {
        char[] buffer = new char[1024];
        while (await _process.StandardError.ReadAsync(buffer) is > 0 and var count)
        {
            lock (_gate)
            {
                _error += new string(buffer, 0, count);
            }
        }
    }
}
