using System.Management.Automation;

namespace PrxAuth.Commands;

/// <summary>Names and wildcards, any of which may match; without any, everything does.</summary>
internal sealed class NamePatterns(IEnumerable<string>? patterns)
{
    private readonly WildcardPattern[]? _patterns = patterns?.Select(p => WildcardPattern.Get(p, WildcardOptions.IgnoreCase)).ToArray();

    public bool Match(string name) => _patterns is null || _patterns.Any(pattern => pattern.IsMatch(name));
}
