using PrxAuth.Help;

// Turns docs/en-US into the help that Get-Help shows, and fails where the pages and the built cmdlets do not say the same.
if (args is not [string pagesDirectory, string moduleDirectory])
{
    Console.Error.WriteLine("usage: PrxAuth.Help PAGES MODULE   (docs/en-US and out/PrxAuth)");
    return 2;
}

BuiltModule module = BuiltModule.Load(moduleDirectory);
var pages = Directory.GetFiles(pagesDirectory, "*-*.md").Order(StringComparer.Ordinal).Select(CmdletPage.Read).ToList();
var topics = Directory.GetFiles(pagesDirectory, "about_*.md").Order(StringComparer.Ordinal).Select(AboutTopic.Read).ToList();
var complaints = PageReview.Of(module, pages).Concat(topics.SelectMany(topic => topic.Complaints())).ToList();
foreach (string complaint in complaints)
{
    // In the form that MSBuild shows as an error of the build.
    Console.Error.WriteLine(complaint);
}

if (complaints.Count > 0)
{
    return 1;
}

string help = Path.Join(moduleDirectory, "en-US");
Directory.CreateDirectory(help);
MamlWriter.Write(Path.Join(help, "PrxAuth.Module.dll-Help.xml"), module, pages);
foreach (AboutTopic topic in topics)
{
    topic.Write(help);
}

return 0;
