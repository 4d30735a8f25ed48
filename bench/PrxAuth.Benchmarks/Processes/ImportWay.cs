using PrxAuth.Benchmarks.Fixtures;

namespace PrxAuth.Benchmarks.Processes;

/// <summary>How a session finds the modules that are measured.</summary>
/// <param name="Name">What to call it in a table.</param>
/// <param name="Shell">Where the sessions start.</param>
/// <param name="EmptyModule">What to import of the empty module: a path or a name.</param>
/// <param name="Module">The same of PrxAuth.</param>
internal sealed record ImportWay(string Name, Shell Shell, string EmptyModule, string Module)
{
    /// <summary>By path; and by name, in the real pwsh, with PowerShell's analysis of the modules at hand as in a session of every day.</summary>
    public static IEnumerable<ImportWay> Of(Engine engine, TemporaryStore store)
    {
        yield return new ImportWay(engine.Name, new Shell(store.Variables), Locations.EmptyModule, Locations.Module);
        if (engine.Name == "pwsh")
        {
            yield return ByName(engine, store);
        }
    }

    private static ImportWay ByName(Engine engine, TemporaryStore store)
    {
        string modules = Path.Join(store.Root, "modules");
        Copy(Path.GetDirectoryName(Locations.EmptyModule)!, Path.Join(modules, "EmptyModule"));
        Copy(Path.GetDirectoryName(Locations.Module)!, Path.Join(modules, "PrxAuth"));
        string analysis = Path.Join(store.Root, "analysis");
        var shell = new Shell(new Dictionary<string, string>(store.Variables) { ["PSModulePath"] = modules, ["PSModuleAnalysisCachePath"] = analysis });
        // PowerShell writes down what it has found some seconds later.
        engine.Run(shell, $"$null = Get-Command Get-Nothing, Get-PrxAuthToken; while (-not (Test-Path '{analysis}')) {{ Start-Sleep -Milliseconds 100 }}");
        return new ImportWay($"{engine.Name}, by name", shell, "EmptyModule", "PrxAuth");
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
