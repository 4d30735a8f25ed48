namespace PrxAuth.Core.Diagnosis;

/// <summary>What to look at.</summary>
public sealed record DiagnosisOptions
{
    /// <summary>The providers, by name or alias, that are looked at with their profiles; null: those that have a profile or stand in the
    /// config file, and all profiles.</summary>
    public IReadOnlyCollection<string>? Providers { get; init; }

    /// <summary>Whether every provider is looked at, the built-in ones that are not in use included.</summary>
    public bool AllProviders { get; init; }

    /// <summary>Whether to leave the providers alone.</summary>
    public bool Offline { get; init; }
}
