namespace PrxAuth.Help;

/// <summary>Finds what is missing, and what is said of things that are not there any more.</summary>
internal static class PageReview
{
    private const int ShortestText = 10;

    public static IEnumerable<string> Of(BuiltModule module, IReadOnlyList<CmdletPage> pages)
    {
        foreach (CmdletFacts cmdlet in module.Cmdlets.Where(cmdlet => pages.All(page => page.Name != cmdlet.Name)))
        {
            yield return $"docs/en-US/{cmdlet.Name}.md : error HELP001: the cmdlet {cmdlet.Name} has no page";
        }

        foreach (CmdletPage page in pages)
        {
            CmdletFacts? cmdlet = module.Cmdlets.FirstOrDefault(one => one.Name == page.Name);
            if (cmdlet is null || Path.GetFileNameWithoutExtension(page.File) != page.Name)
            {
                yield return $"{page.File} : error HELP002: '{page.Name}' is no exported cmdlet, or not the one that the file is named after";
                continue;
            }

            foreach (string complaint in Of(module, cmdlet, page))
            {
                yield return $"{page.File} : error HELP003: {complaint}";
            }
        }
    }

    private static IEnumerable<string> Of(BuiltModule module, CmdletFacts cmdlet, CmdletPage page)
    {
        if (page.Synopsis.Length < ShortestText)
        {
            yield return "there is no synopsis under the heading";
        }

        if (page.Description.Count == 0)
        {
            yield return "there is no description";
        }

        if (page.Examples.Count == 0)
        {
            yield return "there is no example";
        }

        foreach (ExampleText example in page.Examples.Where(example => !example.Code.Contains(cmdlet.Name, StringComparison.OrdinalIgnoreCase)))
        {
            yield return $"the example '{example.Title}' has no code that calls {cmdlet.Name}";
        }

        foreach (string complaint in Differences("parameter", cmdlet.Parameters.Select(one => one.Name), page.Parameters)
            .Concat(Differences("output", cmdlet.Outputs.DefaultIfEmpty("None"), page.Outputs)))
        {
            yield return complaint;
        }

        bool takesPipeline = cmdlet.Parameters.Any(one => one.Places.Any(place => place.ByValue || place.ByPropertyName));
        if (page.Inputs.Count == 0 || page.Inputs.ContainsKey("None") == takesPipeline)
        {
            yield return takesPipeline ? "it takes objects from the pipeline, and Inputs names none" : "it takes nothing from the pipeline: Inputs must say None";
        }

        foreach (ErrorRow row in page.Errors.Where(row => !module.ErrorIds.Contains(row.Id)))
        {
            yield return $"there is no error with the id {row.Id}";
        }
    }

    private static IEnumerable<string> Differences(
        string what, IEnumerable<string> built, IReadOnlyDictionary<string, IReadOnlyList<string>> written)
    {
        var names = built.ToList();
        foreach (string name in names.Where(name => !written.TryGetValue(name, out var text) || string.Concat(text).Length < ShortestText))
        {
            yield return $"the {what} {name} is not described";
        }

        foreach (string name in written.Keys.Except(names, StringComparer.Ordinal))
        {
            yield return $"there is no {what} {name}";
        }
    }
}
