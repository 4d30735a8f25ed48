namespace PrxAuth.Core.Tests.Support;

/// <summary>Names the lines of docs/conformance.md that a test proves. Stands directly above the method.</summary>
/// <param name="lines">The ids of the lines, such as <c>N15</c>.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ConformanceAttribute(params string[] lines) : Attribute
{
    /// <summary>The ids of the lines.</summary>
    public IReadOnlyList<string> Lines { get; } = lines;
}
