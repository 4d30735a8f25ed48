using Xunit;

namespace PrxAuth.Core.Tests.Pages;

/// <summary>Links of all Markdown files: what they lead to is there. Addresses elsewhere are not asked for.</summary>
public sealed class PageLinksTests
{
    [Fact]
    public void Every_link_leads_to_a_file_a_heading_or_another_site()
    {
        IReadOnlyList<MarkdownPage> pages = MarkdownPage.All();
        Dictionary<string, MarkdownPage> byPath = pages.ToDictionary(page => page.Path);
        (MarkdownPage Page, string Link)[] links = [.. pages.SelectMany(page => page.Links.Select(link => (page, link)))];

        string[] broken = [.. links.Select(pair => Problem(pair.Page, pair.Link, byPath)).OfType<string>()];

        Assert.True(broken.Length == 0, string.Join('\n', broken));
        Assert.True(pages.Count > 25 && links.Length > 100, "The pages were not read.");
    }

    [Theory]
    [InlineData("nowhere.md")]
    [InlineData("#nothing")]
    [InlineData("docs/profiles.md#nothing")]
    [InlineData("docs/images/none.png")]
    [InlineData("../outside.md")]
    [InlineData("http//github.com")]
    public void A_link_that_leads_nowhere_is_noticed(string link) =>
        Assert.NotNull(Problem(MarkdownPage.Read("README.md"), link, MarkdownPage.All().ToDictionary(page => page.Path)));

    [Theory]
    [InlineData("#what-happens-to-your-tokens")]
    [InlineData("docs/oauth2-flows.md#client-credentials-rfc-6749-section-44")]
    [InlineData("docs/oauth2-flows.md#a-client-with-a-key-private_key_jwt")]
    [InlineData("docs/images")]
    [InlineData("https://github.com")]
    public void A_link_that_leads_somewhere_is_not(string link) =>
        Assert.Null(Problem(MarkdownPage.Read("README.md"), link, MarkdownPage.All().ToDictionary(page => page.Path)));

    private static string? Problem(MarkdownPage page, string link, Dictionary<string, MarkdownPage> pages)
    {
        if (Uri.TryCreate(link, UriKind.Absolute, out Uri? address) && !address.IsFile)
        {
            return null;
        }

        string[] parts = link.Split('#', 2);
        string target = parts[0].Length == 0 ? page.Path : Path.GetFullPath(Path.Join(Path.GetDirectoryName(page.Path), Uri.UnescapeDataString(parts[0])));
        if (!target.StartsWith(MarkdownPage.Repository + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return $"{page.Name}: {link} leads out of the repository";
        }

        if (!Path.Exists(target))
        {
            return $"{page.Name}: {link} is not there";
        }

        return parts.Length == 1 || (pages.TryGetValue(target, out MarkdownPage? other) && other.Anchors.Contains(parts[1]))
            ? null
            : $"{page.Name}: {link} names a heading that is not there";
    }
}
