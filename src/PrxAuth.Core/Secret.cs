namespace PrxAuth.Core;

/// <summary>
/// A token, code or key in memory. It prints, formats and serialises as a placeholder; only <see cref="Reveal"/> gives the text,
/// so that every place that does can be found.
/// </summary>
public sealed class Secret : IEquatable<Secret>
{
    private readonly string _value;

    /// <summary>Wraps a secret text.</summary>
    /// <param name="value">The text; not empty.</param>
    public Secret(string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(value);
        _value = value;
    }

    /// <summary>What a secret looks like wherever it is printed.</summary>
    public const string Placeholder = "[redacted]";

    /// <summary>Wraps <paramref name="value"/>, or gives null for null and for the empty text.</summary>
    public static Secret? FromNullable(string? value) => string.IsNullOrEmpty(value) ? null : new Secret(value);

    /// <summary>The secret text itself.</summary>
    public string Reveal() => _value;

    /// <inheritdoc/>
    public override string ToString() => Placeholder;

    /// <inheritdoc/>
    public bool Equals(Secret? other) => other is not null && string.Equals(_value, other._value, StringComparison.Ordinal);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Secret);

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode(StringComparison.Ordinal);
}
