namespace PrxAuth.Simulator;

/// <summary>A situation that a provider can be put into by name.</summary>
/// <param name="Name">The provider and the situation, such as <c>github/slow-down</c>.</param>
/// <param name="Description">What is to be seen, in a few words.</param>
/// <param name="Arrange">Sets the switches.</param>
public sealed record NamedScenario(string Name, string Description, Action<SimulatorControl> Arrange)
{
    /// <summary>Finds a scenario; null: there is none of that name.</summary>
    public static NamedScenario? Find(string? name) =>
        ScenarioCatalog.All.FirstOrDefault(scenario => string.Equals(scenario.Name, name, StringComparison.OrdinalIgnoreCase));
}
