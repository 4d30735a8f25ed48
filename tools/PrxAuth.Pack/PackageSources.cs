namespace PrxAuth.Pack;

/// <summary>Where the parts of a package come from.</summary>
/// <param name="Module">The staged module.</param>
/// <param name="Dependencies">The deps.json of what is in its <c>lib/</c>.</param>
/// <param name="Packages">NuGet's package folder, which holds the licences.</param>
/// <param name="Repository">This repository.</param>
internal sealed record PackageSources(string Module, string Dependencies, string Packages, string Repository);
