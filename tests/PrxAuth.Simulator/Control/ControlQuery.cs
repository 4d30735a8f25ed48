using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace PrxAuth.Simulator.Control;

/// <summary>The parameters of a control command. What cannot be read is a <see cref="FormatException"/>.</summary>
internal sealed class ControlQuery(IQueryCollection query)
{
    private static readonly Dictionary<string, FaultMode> _faults = new(StringComparer.OrdinalIgnoreCase)
    {
        ["none"] = FaultMode.None,
        ["html"] = FaultMode.Html,
        ["empty-object"] = FaultMode.EmptyObject,
        ["not-json"] = FaultMode.NotJson,
        ["oversized"] = FaultMode.Oversized,
        ["500"] = FaultMode.InternalServerError,
        ["502"] = FaultMode.BadGateway,
        ["503"] = FaultMode.ServiceUnavailable,
        ["429"] = FaultMode.TooManyRequests,
        ["redirect"] = FaultMode.Redirect,
        ["hang"] = FaultMode.Hang,
        ["reset"] = FaultMode.Reset,
        ["lost"] = FaultMode.Lost,
    };

    public string? Text(string name) => query[name].FirstOrDefault() is { Length: > 0 } value ? value : null;

    public string RequiredText(string name) => Text(name) ?? throw new FormatException($"The parameter {name} is missing.");

    public int Number(string name) =>
        int.TryParse(RequiredText(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw new FormatException($"The parameter {name} must be a whole number.");

    public int Number(string name, int fallback) => Text(name) is null ? fallback : Number(name);

    public bool Switch(string name, bool fallback) => Text(name)?.ToUpperInvariant() switch
    {
        null => fallback,
        "ON" or "TRUE" or "1" => true,
        "OFF" or "FALSE" or "0" => false,
        _ => throw new FormatException($"The parameter {name} must be on or off."),
    };

    /// <summary>An enumeration's member, written with or without hyphens.</summary>
    public T Choice<T>(string name, T fallback)
        where T : struct, Enum
    {
        if (Text(name) is not { } text)
        {
            return fallback;
        }

        return Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out T value) && Enum.IsDefined(value)
            ? value
            : throw new FormatException($"The parameter {name} must be one of: {string.Join(", ", Enum.GetNames<T>())}.");
    }

    public FaultMode Fault(string name) =>
        _faults.TryGetValue(RequiredText(name), out FaultMode mode)
            ? mode
            : throw new FormatException($"The parameter {name} must be one of: {string.Join(", ", _faults.Keys)}.");

    public SimulatorUser? User(string name) =>
        Text(name) is not { } text
            ? null
            : SimulatorUser.Find(text) ?? throw new FormatException(
                $"The parameter {name} must be one of: {string.Join(", ", SimulatorUser.All.Select(user => user.Name))}.");

    /// <summary>A list of ports with commas between; <c>any</c> is the empty one.</summary>
    public IReadOnlyList<int> Ports(string name, IReadOnlyList<int> fallback) => Text(name) switch
    {
        null => fallback,
        "any" => [],
        { } text => [.. text.Split(',').Select(port =>
            int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                ? number
                : throw new FormatException($"The parameter {name} must be ports with commas between, or any."))],
    };

    /// <summary>A text, of which <c>none</c> means that there is none.</summary>
    public string? TextOrNone(string name, string? fallback) => Text(name) switch
    {
        null => fallback,
        "none" => null,
        { } text => text,
    };

    /// <summary>The area that a command is meant for; null: all of them.</summary>
    public SimulatorArea? Area() => Text("area") is null ? null : Choice("area", default(SimulatorArea));
}
