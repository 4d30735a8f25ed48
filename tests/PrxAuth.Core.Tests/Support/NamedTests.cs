using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;

namespace PrxAuth.Core.Tests.Support;

/// <summary>Tests that a page names, such as <c>`DeviceSignInTests.A_person_who_says_no_ends_it("github")`</c>.</summary>
internal static partial class NamedTests
{
    /// <summary>Every test that a piece of Markdown names.</summary>
    public static IReadOnlyList<string> In(string markdown) => [.. Mention().Matches(markdown).Select(match => match.Groups[1].Value)];

    /// <summary>Why a name is no living test; null where it is one.</summary>
    /// <param name="name">The class and the method; for a theory, its first argument may follow in parentheses.</param>
    /// <param name="argument">The first argument that the theory must have a case for, where the name does not give it.</param>
    public static string? Problem(string name, string? argument = null)
    {
        string[] parts = name.Split('(', 2);
        string[] path = parts[0].Split('.');
        MethodInfo[] found = [.. typeof(NamedTests).Assembly.GetTypes()
            .Where(type => type.Name == path[0])
            .SelectMany(type => type.GetMethods().Where(method => method.Name == path[1] && method.GetCustomAttributes<FactAttribute>().Any()))];
        if (found.Length != 1)
        {
            return $"{name}: {found.Length} tests of that name";
        }

        InlineDataAttribute[] cases = [.. found[0].GetCustomAttributes<InlineDataAttribute>()];
        string? wanted = parts.Length == 2 ? parts[1].TrimEnd(')') : cases.Length == 0 ? null : argument;
        return wanted is null || HasCase(cases, wanted) ? null : $"{name}: no case for {wanted}";
    }

    private static bool HasCase(IEnumerable<InlineDataAttribute> cases, string argument) => cases
        .Any(row => row.Data is [{ } first, ..] && string.Equals(Text(first), argument.Trim('"'), StringComparison.OrdinalIgnoreCase));

    private static string Text(object value) => value is Enum
        ? $"{value.GetType().Name}.{value}"
        : Convert.ToString(value, CultureInfo.InvariantCulture)!;

    [GeneratedRegex("`([A-Z][A-Za-z]*Tests\\.[A-Za-z0-9_]+(?:\\([^)`]*\\))?)`")]
    private static partial Regex Mention();
}
