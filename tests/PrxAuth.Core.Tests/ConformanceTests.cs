using System.Text.RegularExpressions;
using PrxAuth.Core.Tests.Storage;
using Xunit;

namespace PrxAuth.Core.Tests;

/// <summary>Holds docs/conformance.md and the tests to one another: no line without a living test, no test that names no line.</summary>
public sealed partial class ConformanceTests
{
    private static readonly string[] s_projects = ["PrxAuth.Core.Tests", "PrxAuth.Module.Tests"];
    private static readonly string s_page = RepositoryFiles.Path("docs/conformance.md");
    private static readonly string s_repository = Path.GetDirectoryName(Path.GetDirectoryName(s_page))!;

    [Fact]
    public void Every_line_has_living_tests_and_every_test_that_names_a_line_stands_in_it()
    {
        List<(string Line, string Test)> documented = [];
        List<string> wrong = [];
        HashSet<string> lines = [];
        foreach (Match row in Row().Matches(File.ReadAllText(s_page)))
        {
            string line = row.Groups["line"].Value;
            string cell = row.Groups["tests"].Value;
            string[] tests = [.. Name().Matches(cell).Select(match => match.Groups["test"].Value)];
            documented.AddRange(tests.Select(test => (line, test)));
            if (!lines.Add(line))
            {
                wrong.Add($"{line} stands there twice");
            }

            if (tests.Length == 0)
            {
                wrong.Add($"{line} names no test");
            }
        }

        (string Line, string Test)[] marked = [.. SourceFiles().SelectMany(Marked)];
        wrong.AddRange(documented.Except(marked).Select(pair => $"{pair.Line} names {pair.Test}, which is no living test marked with it"));
        wrong.AddRange(marked.Except(documented).Select(pair => $"{pair.Test} is marked with {pair.Line}, whose row does not name it"));

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(lines.Count > 47, "The page was not read.");
    }

    private static IEnumerable<string> SourceFiles() => s_projects
        .SelectMany(project => Directory.EnumerateFiles(Path.Join(s_repository, "tests", project), "*Tests.cs", SearchOption.AllDirectories))
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    // The sources are read, since the module's tests lie in an assembly that is not at hand here. A test lives where it has a fact's or a
    // theory's attribute and is not skipped.
    private static IEnumerable<(string Line, string Test)> Marked(string file) =>
        from Match test in Test().Matches(File.ReadAllText(file).ReplaceLineEndings("\n"))
        let attributes = test.Groups["attributes"].Value
        where Living().IsMatch(attributes) && !attributes.Contains("Skip", StringComparison.Ordinal)
        from Match mark in Mark().Matches(attributes)
        from Match line in Quoted().Matches(mark.Value)
        select (line.Groups["line"].Value, $"{Path.GetFileNameWithoutExtension(file)}.{test.Groups["name"].Value}");

    [GeneratedRegex(@"^\| (?<line>[A-Z]+[0-9]+) \|.*\|(?<tests>[^|]*)\|\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"`(?<test>\w+\.\w+)`")]
    private static partial Regex Name();

    [GeneratedRegex(@"(?:^|\n)(?<attributes>    \[(?:[^\n]+\n)+?)    public (?:static )?(?:async )?(?:Task|void) (?<name>\w+)\(")]
    private static partial Regex Test();

    [GeneratedRegex(@"^    \[(?:Fact|Theory)\b", RegexOptions.Multiline)]
    private static partial Regex Living();

    [GeneratedRegex(@"^    \[Conformance\([^)]*\)\]", RegexOptions.Multiline)]
    private static partial Regex Mark();

    [GeneratedRegex("\"(?<line>[A-Z]+[0-9]+)\"")]
    private static partial Regex Quoted();
}
