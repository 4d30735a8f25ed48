using System.Management.Automation;
using System.Runtime.Loader;

namespace PrxAuth.Loading;

/// <summary>
/// Hooks the module's libraries up when PowerShell imports it. Importing loads none of them and touches no file: the first cmdlet does.
/// </summary>
/// <remarks>
/// PowerShell reads the public types of this assembly before it calls here. So no public type of it may derive from, implement or hold
/// by value a type of PrxAuth.Core.
/// </remarks>
public sealed class ModuleInitializer : IModuleAssemblyInitializer
{
    private static int s_hooked;

    /// <inheritdoc/>
    public void OnImport()
    {
        // Every runspace that imports the module comes here. The hook stays once set: other runspaces may still need it.
        if (Interlocked.Exchange(ref s_hooked, 1) == 0)
        {
            AssemblyLoadContext.Default.Resolving += ModuleLibraries.ResolveOwn;
        }
    }
}
