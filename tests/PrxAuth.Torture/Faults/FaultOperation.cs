using PrxAuth.Core.Profiles;

namespace PrxAuth.Torture.Faults;

/// <summary>What a profile may be after an operation that failed or did not.</summary>
[Flags]
internal enum ProfileState
{
    Absent = 1,
    Same = 2,
    Newer = 4,
}

/// <summary>An operation of <c>prx</c> whose every step is made to fail.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Words">The command line.</param>
internal sealed record FaultOperation(string Name, params string[] Words)
{
    /// <summary>The profile that is worked on.</summary>
    public const string Profile = "one";

    /// <summary>The profile that nobody touches.</summary>
    public const string Bystander = "other";

    /// <summary>Whether there is a store with a bystander at first.</summary>
    public bool HasStore { get; init; } = true;

    /// <summary>Whether the profile is signed in at first.</summary>
    public bool HasProfile { get; init; } = true;

    /// <summary>What the profile must be once the operation says it succeeded.</summary>
    public required ProfileState Done { get; init; }

    public static IReadOnlyList<FaultOperation> All { get; } =
    [
        new("sign-in, new store", Login) { HasStore = false, HasProfile = false, Done = ProfileState.Newer },
        new("sign-in, existing store", Login) { HasProfile = false, Done = ProfileState.Newer },
        new("sign-in again", Login) { Done = ProfileState.Newer },
        new("refresh", "auth", "refresh", "-P", TortureWorld.Provider, "--profile", Profile) { Done = ProfileState.Newer },
        new("sign-out", "auth", "logout", "-P", TortureWorld.Provider, "--profile", Profile) { Done = ProfileState.Absent },
        new("set-active", "auth", "use", "-P", TortureWorld.Provider, "--profile", Profile) { Done = ProfileState.Same },
        new("re-seal", "auth", "reseal", "--key", "machine") { Done = ProfileState.Same },
        new("token", "auth", "token", "-P", TortureWorld.Provider, "--profile", Profile) { Done = ProfileState.Same },
    ];

    /// <summary>What the profile may be after a failure: what it was, or what it should become.</summary>
    public ProfileState Allowed => Done | (HasProfile ? ProfileState.Same : ProfileState.Absent);

    public bool SetsActive => Words[1] == "use";

    private static string[] Login => ["auth", "login", "-P", TortureWorld.Provider, "--profile", Profile, "--device-code"];

    /// <summary>Makes the home as it is before the operation; gives the profile as it then is.</summary>
    public async Task<Credential?> PrepareAsync(FaultHome home, FaultHome template)
    {
        home.Begin(HasStore ? template : null);
        if (!HasProfile)
        {
            return null;
        }

        // Each run spends a refresh token, which the provider takes once: each run signs in anew.
        await home.SignInAsync(Profile);
        return await home.ReadAsync(Profile);
    }
}
