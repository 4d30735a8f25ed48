using PrxAuth.Core.Wire;

namespace PrxAuth.Core.Configuration;

/// <summary>Something in the config file that is probably not what its author meant; it changes nothing.</summary>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1, in characters.</param>
/// <param name="Key">The key or table as it stands in the file.</param>
/// <param name="Nearest">The key that was probably meant; null where there is none to name.</param>
/// <param name="Message">The whole warning, with file, line and column.</param>
public sealed record ConfigurationWarning(int Line, int Column, string Key, string? Nearest, string Message)
{
    /// <summary>The whole warning, with file, line and column.</summary>
    public string Message { get; } = Invisible.Replace(Message);
}
