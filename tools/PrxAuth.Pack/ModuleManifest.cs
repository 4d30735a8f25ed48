using System.Collections;
using System.Management.Automation.Language;

namespace PrxAuth.Pack;

/// <summary>The module's manifest: the one place where name, version and description stand.</summary>
internal sealed class ModuleManifest
{
    public const string Name = "PrxAuth";
    public const string FileName = Name + ".psd1";

    private readonly string _text;
    private readonly HashtableAst _root;
    private readonly Hashtable _values;

    private ModuleManifest(string text)
    {
        _text = text;
        ScriptBlockAst script = Parser.ParseInput(text, out _, out ParseError[] errors);
        _root = errors.Length == 0 && script.Find(ast => ast is HashtableAst, searchNestedScriptBlocks: false) is HashtableAst table
            ? table
            : throw new PackageException(FileName, "This is not a manifest.");
        _values = (Hashtable)_root.SafeGetValue();
    }

    public string Version => Text("ModuleVersion") + (Data["Prerelease"] is string { Length: > 0 } prerelease ? $"-{prerelease.TrimStart('-')}" : string.Empty);

    public string Author => Text("Author");

    public string Company => Text("CompanyName");

    public string Copyright => Text("Copyright");

    public string Description => Text("Description");

    public IReadOnlyList<string> Cmdlets => List(_values["CmdletsToExport"]);

    public IReadOnlyList<string> Functions => List(_values["FunctionsToExport"]);

    public IReadOnlyList<string> Tags => List(Data["Tags"]);

    public string? ProjectUri => Data["ProjectUri"] as string;

    private Hashtable Data => (Hashtable)((Hashtable)_values["PrivateData"]!)["PSData"]!;

    public static ModuleManifest Read(string directory) => new(File.ReadAllText(Path.Join(directory, FileName)));

    /// <summary>The manifest's text with other release notes; every other character stays.</summary>
    public string WithReleaseNotes(string notes)
    {
        IScriptExtent place = Member(Member(Member(_root, "PrivateData"), "PSData"), "ReleaseNotes").Extent;
        return $"{_text.AsSpan(0, place.StartOffset)}'{CodeGeneration.EscapeSingleQuotedStringContent(notes)}'{_text.AsSpan(place.EndOffset)}";
    }

    private static ExpressionAst Member(Ast table, string name)
    {
        StatementAst? value = (table as HashtableAst)?.KeyValuePairs
            .FirstOrDefault(pair => (pair.Item1 as StringConstantExpressionAst)?.Value == name)?.Item2;
        return (value as PipelineAst)?.GetPureExpression() ?? throw new PackageException(FileName, $"The manifest has no {name}.");
    }

    private static string[] List(object? value) => [.. (value as IEnumerable ?? Array.Empty<object>()).Cast<string>()];

    private string Text(string name) => _values[name] as string is { Length: > 0 } text
        ? text
        : throw new PackageException(FileName, $"The manifest has no {name}.");
}
