using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Loader;

namespace PrxAuth.Loading;

/// <summary>
/// The private home of everything in <c>lib/</c>: other modules may bring other versions of the same libraries, and neither sees the
/// other's. A library that a package brings compiled for this runtime is taken so, since compiling it is most of what the first call of a
/// process waits for. Found by looking into the folder; a deps.json resolver fails where no host policy runs, as in WinRM sessions.
/// </summary>
internal sealed class ModuleLibraries : AssemblyLoadContext
{
    private static readonly string[] s_own = ["PrxAuth.Core", "prx"];
    private static readonly string s_portableRuntime = PortableRuntime();

    private readonly string _directory;

    private ModuleLibraries(string directory)
        : base("PrxAuth")
    {
        _directory = directory;
    }

    /// <summary>The one instance of this process. It is never unloaded, so that objects of one import bind to the cmdlets of the next.</summary>
    public static ModuleLibraries Instance { get; } =
        new(Path.Combine(Path.GetDirectoryName(typeof(ModuleLibraries).Assembly.Location)!, "lib"));

    /// <summary>Answers the default context for PrxAuth's own assemblies, and for nothing else: what others ask for is not ours to give.</summary>
    public static Assembly? ResolveOwn(AssemblyLoadContext _, AssemblyName name) =>
        s_own.Contains(name.Name, StringComparer.OrdinalIgnoreCase) ? Instance.LoadFromAssemblyName(name) : null;

    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string file = assemblyName.Name + ".dll";
        string compiled = Path.Combine(_directory, "runtimes", s_portableRuntime, "lib", file);
        string path = File.Exists(compiled) ? compiled : Path.Combine(_directory, file);
        return File.Exists(path) ? LoadFromAssemblyPath(path) : null;
    }

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName)
    {
        foreach (string runtime in (string[])[RuntimeInformation.RuntimeIdentifier, s_portableRuntime])
        {
            string folder = Path.Combine(_directory, "runtimes", runtime, "native");
            foreach (string name in (string[])[unmanagedDllName + LibrarySuffix(), unmanagedDllName])
            {
                string path = Path.Combine(folder, name);
                if (File.Exists(path))
                {
                    return LoadUnmanagedDllFromPath(path);
                }
            }
        }

        return 0;
    }

    private static string PortableRuntime()
    {
        string architecture = RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant();
        if (OperatingSystem.IsWindows())
        {
            return $"win-{architecture}";
        }

        if (OperatingSystem.IsMacOS())
        {
            return $"osx-{architecture}";
        }

        bool isMusl = RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal)
            || RuntimeInformation.RuntimeIdentifier.StartsWith("alpine", StringComparison.Ordinal);
        return isMusl ? $"linux-musl-{architecture}" : $"linux-{architecture}";
    }

    private static string LibrarySuffix() => OperatingSystem.IsWindows() ? ".dll" : OperatingSystem.IsMacOS() ? ".dylib" : ".so";
}
