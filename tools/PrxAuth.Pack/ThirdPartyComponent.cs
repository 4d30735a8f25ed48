namespace PrxAuth.Pack;

/// <summary>A package of others, of which files ship with the module.</summary>
/// <param name="Name">The package's id.</param>
/// <param name="Version">Its version.</param>
/// <param name="PackageHash">SHA-512 of the package, as the lock files have it.</param>
/// <param name="Folder">Where it lies unpacked.</param>
/// <param name="Files">What ships of it: paths in the module.</param>
/// <param name="Dependencies">The ids of what it needs.</param>
internal sealed record ThirdPartyComponent(
    string Name,
    string Version,
    byte[] PackageHash,
    string Folder,
    IReadOnlyList<string> Files,
    IReadOnlyList<string> Dependencies)
{
    /// <summary>What the package says about itself.</summary>
    public PackageFacts Facts { get; } = PackageFacts.Read(Folder);

    public string Url => $"pkg:nuget/{Name}@{Version}";
}
