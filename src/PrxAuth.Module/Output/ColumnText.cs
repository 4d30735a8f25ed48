using System.Management.Automation.Host;

namespace PrxAuth;

/// <summary>Names for the default views. PowerShell drops the last columns of a table that is too wide, and those say how a profile stands:
/// so the long names give way.</summary>
public static class ColumnText
{
    private const string Ellipsis = "…";

    private const int Narrowest = 8;

    /// <summary>The name, shortened to its share of the window where it is longer.</summary>
    /// <param name="name">The name.</param>
    /// <param name="percent">Its share of what the other columns leave.</param>
    /// <param name="taken">The columns that are spoken for.</param>
    /// <param name="host">Where it is shown.</param>
    public static string Fit(object? name, int percent, int taken, PSHost? host)
    {
        string text = name?.ToString() ?? string.Empty;
        int width = HostWidth.Of(host);
        int room = Math.Max((width - taken) * percent / 100, Narrowest);
        return width <= 0 || text.Length <= room ? text : string.Concat(text.AsSpan(0, room - 1), Ellipsis);
    }
}
