namespace PrxAuth.Torture.Stopping;

/// <summary>Counts the steps of a refresh as they are passed, and stops this process at one of them.</summary>
internal sealed class StepGate
{
    /// <summary>The word before a step that was passed.</summary>
    public const string Passed = "passed";

    /// <summary>The word before the step at which the process stops.</summary>
    public const string Stopping = "stopping";

    private int _passed;
    private int _stopAt;

    /// <summary>Begins to count.</summary>
    /// <param name="stopAt">Where to stop, from 1; 0: nowhere.</param>
    public void Begin(int stopAt) => (_passed, _stopAt) = (0, stopAt);

    public void Pass(string step)
    {
        bool stops = ++_passed == _stopAt;
        Console.WriteLine($"{(stops ? Stopping : Passed)} {step}");
        if (stops)
        {
            Signals.StopMyself();
        }
    }
}
