using System.Text.RegularExpressions;
using PrxAuth.Core.Tests.Storage;

namespace PrxAuth.Core.Tests.Pages;

/// <summary>One Markdown file of the repository: where it leads, and what in it can be led to.</summary>
internal sealed partial class MarkdownPage
{
    private static readonly string[] s_notOurs = [".git", "bin", "obj", "out", "node_modules", "TestResults"];

    private readonly string _prose;

    private MarkdownPage(string path)
    {
        Path = path;
        string text = File.ReadAllText(path).ReplaceLineEndings("\n");
        // What stands in a fence is shown, not read.
        _prose = Fence().Replace(text, "\n");
        Pictures = [.. Fence().Matches(text).Select(match => match.Value).Where(block => block.StartsWith("```mermaid\n", StringComparison.Ordinal))];
        Anchors = AnchorsOf(_prose).ToHashSet();
    }

    /// <summary>The repository's directory.</summary>
    public static string Repository { get; } = System.IO.Path.GetDirectoryName(RepositoryFiles.Path("PrxAuth.sln"))!;

    /// <summary>The whole path.</summary>
    public string Path { get; }

    /// <summary>The path as people write it.</summary>
    public string Name => System.IO.Path.GetRelativePath(Repository, Path).Replace('\\', '/');

    /// <summary>What follows <c>#</c> in links to the page's headings.</summary>
    public IReadOnlySet<string> Anchors { get; }

    /// <summary>The pictures that are drawn from text.</summary>
    public IReadOnlyList<string> Pictures { get; }

    /// <summary>The targets of links and pictures, as written.</summary>
    public IEnumerable<string> Links
    {
        get
        {
            string text = CodeSpan().Replace(_prose, "code");
            return Link().Matches(text).Concat(Picture().Matches(text)).Select(match => match.Groups["target"].Value);
        }
    }

    /// <summary>What stands between backticks.</summary>
    public IEnumerable<string> CodeSpans => CodeSpan().Matches(_prose).Select(match => match.Groups["code"].Value);

    /// <summary>Every page that is kept.</summary>
    public static IReadOnlyList<MarkdownPage> All() => [.. FilesBelow(Repository, "*.md").Order(StringComparer.Ordinal).Select(file => new MarkdownPage(file))];

    /// <summary>A page by its path in the repository.</summary>
    public static MarkdownPage Read(string relative) => new(RepositoryFiles.Path(relative));

    /// <summary>The files of the repository that are sources, not products.</summary>
    public static IEnumerable<string> FilesBelow(string directory, string pattern) =>
        Directory.EnumerateFiles(directory, pattern).Concat(Directory.EnumerateDirectories(directory)
            .Where(folder => !s_notOurs.Contains(System.IO.Path.GetFileName(folder)))
            .SelectMany(folder => FilesBelow(folder, pattern)));

    // As GitHub makes them: lower case, no punctuation, hyphens for blanks, a number from the second of a name on.
    private static IEnumerable<string> AnchorsOf(string prose)
    {
        Dictionary<string, int> seen = [];
        foreach (Match heading in Heading().Matches(prose))
        {
            string text = Link().Replace(heading.Groups["text"].Value, "${text}").Trim().ToLowerInvariant();
            string anchor = NotInAnchors().Replace(text, "").Replace(' ', '-');
            int count = seen[anchor] = seen.GetValueOrDefault(anchor) + 1;
            yield return count == 1 ? anchor : $"{anchor}-{count - 1}";
        }
    }

    [GeneratedRegex("^(?<fence>`{3,}|~{3,}).*?^\\k<fence>`*$", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Fence();

    [GeneratedRegex("`(?<code>[^`\n]+)`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\[(?<text>[^\[\]]*)\]\((?<target>[^()\s]+)(?:\s+""[^""]*"")?\)")]
    private static partial Regex Link();

    [GeneratedRegex("<img\\s[^>]*src=\"(?<target>[^\"]+)\"")]
    private static partial Regex Picture();

    [GeneratedRegex("^#{1,6} (?<text>.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\p{L}\p{N} _-]")]
    private static partial Regex NotInAnchors();
}
