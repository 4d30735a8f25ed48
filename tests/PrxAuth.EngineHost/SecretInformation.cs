using System.Collections;

namespace Microsoft.PowerShell.SecretManagement;

/// <summary>What SecretManagement wants of a vault's Get-SecretInfo, as its documentation has it: the engine of the package has no such
/// module. The specs in tests/Pester run against the real one.</summary>
/// <param name="name">The secret's name.</param>
/// <param name="type">What it is.</param>
/// <param name="vaultName">The vault.</param>
/// <param name="metadata">What else is known of it.</param>
public sealed class SecretInformation(string name, SecretType type, string vaultName, Hashtable metadata)
{
    /// <summary>The secret's name.</summary>
    public string Name { get; } = name;

    /// <summary>What it is.</summary>
    public SecretType Type { get; } = type;

    /// <summary>The vault.</summary>
    public string VaultName { get; } = vaultName;

    /// <summary>What else is known of it.</summary>
    public string Metadata { get; } = string.Join("; ", metadata.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}").Order(StringComparer.Ordinal));
}

/// <summary>What a secret can be; of the kinds there are, the one that matters here.</summary>
public enum SecretType
{
    /// <summary>Nobody knows.</summary>
    Unknown,
    /// <summary>A SecureString.</summary>
    SecureString,
}
