using System.Text.RegularExpressions;
using Xunit;

namespace PrxAuth.Core.Tests.Pages;

/// <summary>The pages that explain the code: what they name between backticks is there, so that a rename does not leave them behind.</summary>
public sealed partial class PageNamesTests
{
    // What the pages name of .NET, PowerShell and the systems.
    private static readonly string[] s_foreign =
    [
        "AssemblyDependencyResolver", "SecureString", "LockFileEx", "Export-Clixml", "Get-Help", "Invoke-RestMethod", "IModuleAssemblyInitializer",
        "WriteObject", "CmdletsToExport", ".vscode/launch.json",
    ];

    private static readonly Lazy<string> s_sources = new(() => string.Join('\n', ((string[])["src", "module", "tests", "tools", "samples", "bench"])
        .SelectMany(folder => MarkdownPage.FilesBelow(Path.Join(MarkdownPage.Repository, folder), "*.*"))
        // Not this file, which holds names of nothing.
        .Where(file => Path.GetExtension(file) is ".cs" or ".ps1" or ".psm1" or ".toml" or ".targets" or ".csproj"
            && Path.GetFileName(file) != "PageNamesTests.cs")
        .Append(Path.Join(MarkdownPage.Repository, "PrxAuth.psd1"))
        .Select(File.ReadAllText)));

    // Types and members: names that stand after what they are and before what they have, members of enums, and parts of namespaces.
    private static readonly Lazy<HashSet<string>> s_declared = new(() => [
        .. Declared().Matches(s_sources.Value).Select(match => match.Groups["name"].Value)]);

    private static readonly Lazy<HashSet<string>> s_files = new(() => [
        .. MarkdownPage.FilesBelow(MarkdownPage.Repository, "*").Select(file => Path.GetFileName(file))]);

    public static TheoryData<string> Pages => [
        "docs/architecture.md", "CONTRIBUTING.md",
        .. Directory.EnumerateFiles(Path.Join(MarkdownPage.Repository, "docs/decisions"), "*.md")
            .Select(file => $"docs/decisions/{Path.GetFileName(file)}").Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Every_name_on_the_page_is_one_of_the_code(string page)
    {
        string[] unknown = [.. MarkdownPage.Read(page).CodeSpans.Distinct().Select(Problem).OfType<string>()];

        Assert.True(unknown.Length == 0, $"{page} names what is not there:\n{string.Join('\n', unknown)}");
    }

    [Fact]
    public void Every_name_in_the_pictures_of_the_house_is_one_of_the_code()
    {
        IReadOnlyList<string> pictures = MarkdownPage.Read("docs/architecture.md").Pictures;
        string[] names = [.. pictures.SelectMany(picture => PictureName().Matches(picture)).Select(match => match.Value).Distinct()];

        string[] unknown = [.. names.Except(["PowerShell"]).Select(Problem).OfType<string>()];

        Assert.Equal(3, pictures.Count);
        Assert.True(names.Length > 15, "The pictures were not read.");
        Assert.True(unknown.Length == 0, string.Join('\n', unknown));
    }

    [Theory]
    [InlineData("TokenServant")]
    [InlineData("TokenService.Unrenew")]
    [InlineData("src/PrxAuth.Core/Nowhere.cs")]
    [InlineData("nowhere.toml")]
    [InlineData("Forget-PrxAuth")]
    [InlineData("PRX_NOTHING")]
    [InlineData("redirect_nothing")]
    public void A_name_that_is_gone_is_noticed(string name) => Assert.NotNull(Problem(name));

    [Fact]
    public void The_list_of_decisions_has_every_decision_by_its_title()
    {
        string list = File.ReadAllText(MarkdownPage.Read("docs/decisions/README.md").Path);
        string[] records = [.. Directory.EnumerateFiles(Path.Join(MarkdownPage.Repository, "docs/decisions"), "0*.md").Order(StringComparer.Ordinal)];

        Assert.NotEmpty(records);
        Assert.All(records, record =>
        {
            string text = File.ReadAllText(record).ReplaceLineEndings("\n");
            string name = Path.GetFileName(record);
            Assert.StartsWith($"# {int.Parse(name[..4], System.Globalization.CultureInfo.InvariantCulture)}. ", text, StringComparison.Ordinal);
            string title = text[2..text.IndexOf('\n', StringComparison.Ordinal)].Split(". ", 2)[1];
            Assert.Contains($"| {name[..4]} | [{title}]({name}) |", list, StringComparison.Ordinal);
            Assert.Equal(["Context", "Decision", "Consequences", "What would change it"], Sections().Matches(text).Select(match => match.Groups[1].Value));
        });
    }

    private static string? Problem(string name) => name switch
    {
        _ when s_foreign.Contains(name) => null,
        _ when PathName().IsMatch(name) => Path.Exists(Path.Join(MarkdownPage.Repository, name)) || IsBuilt(name) ? null : $"{name}: no such file or folder",
        _ when FileName().IsMatch(name) => s_files.Value.Contains(name) || Occurs(name) ? null : $"{name}: no file of that name",
        _ when CmdletName().IsMatch(name) => Occurs($"'{name}'") ? null : $"{name}: no such cmdlet",
        _ when TypeName().Match(name) is { Success: true } match => match.Groups["part"].Captures.Select(part => part.Value)
            .Where(part => !s_declared.Value.Contains(part) && !s_files.Value.Contains($"{part}.cs")).Select(part => $"{name}: nothing is called {part}").FirstOrDefault(),
        _ when SettingName().IsMatch(name) => Occurs(name) ? null : $"{name}: the code does not know it",
        _ => null,
    };

    private static bool IsBuilt(string name) => name.StartsWith("out/", StringComparison.Ordinal) || name == "lib/";

    private static bool Occurs(string text) => s_sources.Value.Contains(text, StringComparison.Ordinal);

    [GeneratedRegex(
        @"(?<=[\w>?\])] )(?<!\b(?:new|return|throw|is|as|not|await|in|case|or|and) )(?<name>[A-Z]\w*)\b(?=\s*(?:[<(:;,={\r\n]|=>))|^\s+(?<name>[A-Z]\w*)(?: = \d+)?,\r?$|PrxAuth\.(?<name>[A-Z]\w*)",
        RegexOptions.Multiline)]
    private static partial Regex Declared();

    [GeneratedRegex(@"^[\w.-]+(?:/[\w.-]*)+$")]
    private static partial Regex PathName();

    [GeneratedRegex(@"^[\w-]+(?:\.[\w-]+)*\.(?:cs|md|toml|psm1|psd1|ps1|json|dll|sh|py|targets|csproj|sln)$")]
    private static partial Regex FileName();

    [GeneratedRegex("^[A-Z][a-z]+-[A-Z][A-Za-z]+$")]
    private static partial Regex CmdletName();

    [GeneratedRegex("^(?:PrxAuth\\.)?(?<part>[A-Z][a-z]\\w*)(?:\\.(?<part>[A-Z]\\w*))*$|^(?<part>I[A-Z][a-z]\\w*)$")]
    private static partial Regex TypeName();

    [GeneratedRegex("^[A-Z]+_[A-Z_]+$|^[a-z]+(?:_[a-z]+)+$")]
    private static partial Regex SettingName();

    [GeneratedRegex(@"\b(?:PrxAuth\.)?I?[A-Z][a-z]+(?:[A-Z][a-z]+)+\b")]
    private static partial Regex PictureName();

    [GeneratedRegex("^## (.+)$", RegexOptions.Multiline)]
    private static partial Regex Sections();
}
