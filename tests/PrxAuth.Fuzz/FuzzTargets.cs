using PrxAuth.Fuzz.Targets;

namespace PrxAuth.Fuzz;

/// <summary>Every target.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        .. StoreTargets.All, .. ConfigurationTargets.All, .. ProviderTargets.All, .. IdentityTargets.All, .. RedirectTargets.All,
        .. CommandTargets.All, .. TextTargets.All, .. ImportTargets.All,
    ];

    public static FuzzTarget? Find(string name) => All.FirstOrDefault(target => target.Name == name);
}
