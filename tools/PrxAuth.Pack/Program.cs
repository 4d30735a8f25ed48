using System.Security.Cryptography;
using PrxAuth.Pack;

// Makes the package that the PowerShell Gallery takes, the same bytes from the same sources, whenever and wherever it runs.
if (args is not [string moduleDirectory, string dependenciesFile, string packagesDirectory, string repositoryDirectory, string outputDirectory])
{
    Console.Error.WriteLine("usage: PrxAuth.Pack STAGED-MODULE DEPS-JSON NUGET-PACKAGES REPOSITORY OUTPUT   (dotnet build src/PrxAuth.Module -t:PackModule)");
    return 2;
}

try
{
    string package = ModulePackage.Write(new PackageSources(moduleDirectory, dependenciesFile, packagesDirectory, repositoryDirectory), outputDirectory);
    Console.WriteLine($"{Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(package)))}  {package}");
    return 0;
}
catch (PackageException problem)
{
    // In the form that MSBuild shows as an error of the build.
    Console.Error.WriteLine($"{problem.Source} : error PACK1: {problem.Message}");
    return 1;
}
