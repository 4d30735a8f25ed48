namespace PrxAuth.Simulator.Entra;

/// <summary>The tenants that there are, and the users in them.</summary>
internal static class EntraTenants
{
    /// <summary>The tenant of personal accounts, whose id is the same everywhere.</summary>
    private const string Consumers = "9188040d-6c67-4c5b-b112-36a304b66dad";

    /// <summary>The id of the tenant that a name in the path means; null: a tenant that is several, and names none.</summary>
    public static bool TryResolve(string name, out string? id)
    {
        id = name.ToUpperInvariant() switch
        {
            "CONSUMERS" => Consumers,
            "CONTOSO.ONMICROSOFT.COM" => SimulatorClients.EntraTenant,
            _ when string.Equals(name, SimulatorClients.EntraTenant, StringComparison.OrdinalIgnoreCase) => SimulatorClients.EntraTenant,
            _ when string.Equals(name, Consumers, StringComparison.OrdinalIgnoreCase) => Consumers,
            _ => null,
        };
        return id is not null || IsShared(name);
    }

    /// <summary>Whether the tenant stands for many, so that its issuer is a template.</summary>
    public static bool IsShared(string name) => name.ToUpperInvariant() is "COMMON" or "ORGANIZATIONS";

    /// <summary>The user's object id, the same for every client.</summary>
    public static string ObjectId(SimulatorUser user) => new Guid((int)user.Number, 0, 0x4000, [0x80, 0, 0, 0, 0, 0, 0, 1]).ToString();

    /// <summary>The user's subject, another one for every client.</summary>
    public static string Subject(SimulatorUser user, string clientId) => $"{user.Number}.{clientId[..8]}.pairwise";
}
