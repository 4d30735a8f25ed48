namespace PrxAuth.Simulator;

/// <summary>A person who can sign in.</summary>
/// <param name="Name">The short name, also the GitHub login.</param>
/// <param name="Number">The stable number, Google's <c>sub</c> and GitHub's <c>id</c> are made of it.</param>
/// <param name="DisplayName">The full name.</param>
public sealed record SimulatorUser(string Name, long Number, string DisplayName)
{
    /// <summary>Everyone who has an account.</summary>
    public static IReadOnlyList<SimulatorUser> All { get; } =
    [
        new("alice", 1001, "Alice Example"),
        new("bob", 1002, "Bob Example"),
    ];

    /// <summary>The mail address.</summary>
    public string Email => $"{Name}@example.test";

    /// <summary>The subject identifier at the OpenID Connect server.</summary>
    public string Subject => $"{Name}-{Number}";

    /// <summary>The subject identifier at Google: 21 digits.</summary>
    public string GoogleSubject => $"10000000000000000{Number}";

    /// <summary>Finds a user by name, mail address or subject; null: there is none.</summary>
    public static SimulatorUser? Find(string? hint) =>
        All.FirstOrDefault(user => hint is not null
            && (string.Equals(hint, user.Name, StringComparison.OrdinalIgnoreCase)
                || string.Equals(hint, user.Email, StringComparison.OrdinalIgnoreCase)
                || hint == user.Subject
                || hint == user.GoogleSubject));
}
