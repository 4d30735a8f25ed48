namespace PrxAuth.Cli.Terminal;

/// <summary>One line at the bottom of the terminal that is written over; every other line clears it first. Not thread-safe.</summary>
internal sealed class StatusLine(TextWriter output)
{
    private int _shown;

    public void Show(string text)
    {
        output.Write('\r');
        output.Write(text.PadRight(_shown));
        output.Flush();
        _shown = text.Length;
    }

    public void Clear()
    {
        if (_shown > 0)
        {
            output.Write('\r');
            output.Write(new string(' ', _shown));
            output.Write('\r');
            output.Flush();
            _shown = 0;
        }
    }
}
