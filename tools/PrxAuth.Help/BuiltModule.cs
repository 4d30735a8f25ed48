using System.Reflection;
using System.Runtime.Loader;
using System.Text.RegularExpressions;

namespace PrxAuth.Help;

/// <summary>What the built cmdlets say of themselves.</summary>
internal sealed record BuiltModule(IReadOnlyList<CmdletFacts> Cmdlets, IReadOnlySet<string> ErrorIds)
{
    // Ids of errors that are PowerShell's or a cmdlet's own, beside those of Core.
    private static readonly string[] s_otherErrorIds = ["ProviderNotNamed"];

    public static BuiltModule Load(string directory)
    {
        string root = Path.GetFullPath(directory);
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            new[] { Path.Join(root, "lib", $"{name.Name}.dll"), Path.Join(root, $"{name.Name}.dll") }.FirstOrDefault(File.Exists) is { } file
                ? context.LoadFromAssemblyPath(file)
                : null;
        Assembly assembly = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Join(root, "PrxAuth.Module.dll"));
        HashSet<string> exported = [.. Exported(Path.Join(root, "PrxAuth.psd1"))];
        var cmdlets = assembly.GetExportedTypes()
            .Select(CmdletFacts.Of)
            .OfType<CmdletFacts>()
            .Where(cmdlet => exported.Contains(cmdlet.Name))
            .OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)
            .ToList();
        Type errors = AssemblyLoadContext.Default.LoadFromAssemblyPath(Path.Join(root, "lib", "PrxAuth.Core.dll")).GetType("PrxAuth.Core.PrxAuthError")!;
        return new BuiltModule(cmdlets, Enum.GetNames(errors).Concat(s_otherErrorIds).ToHashSet(StringComparer.Ordinal));
    }

    private static IEnumerable<string> Exported(string manifest) =>
        Regex.Matches(
            Regex.Match(File.ReadAllText(manifest), @"CmdletsToExport\s*=\s*@\((.*?)\)", RegexOptions.Singleline).Groups[1].Value, "'([^']+)'")
        .Select(match => match.Groups[1].Value);
}
