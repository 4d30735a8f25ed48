using System.Diagnostics.CodeAnalysis;

namespace PrxAuth.Core.Profiles;

/// <summary>
/// Names one profile of one provider, such as <c>google-gemini/work</c>. Case is kept but does not count: <c>Work</c> and <c>work</c>
/// are one profile on every file system.
/// </summary>
public readonly struct ProfileKey : IEquatable<ProfileKey>
{
    /// <summary>The profile meant when nobody names one.</summary>
    public const string DefaultProfile = "default";

    /// <summary>The longest name, in characters.</summary>
    public const int MaxNameLength = 64;

    /// <summary>Names a profile.</summary>
    /// <param name="provider">The provider's canonical name.</param>
    /// <param name="profile">The profile's name.</param>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProfileNameInvalid"/>: one of the names is not allowed.</exception>
    public ProfileKey(string provider, string profile)
    {
        Provider = Checked(provider, "provider");
        Profile = Checked(profile, "profile");
    }

    /// <summary>The provider's canonical name.</summary>
    public string Provider { get; }

    /// <summary>The profile's name.</summary>
    public string Profile { get; }

    /// <summary>Whether a text may name a profile: 1 to 64 ASCII letters, digits and <c>. _ - @ +</c>, starting with a letter or digit
    /// and not ending with a dot, so that it is a file name on every system.</summary>
    public static bool IsValidName([NotNullWhen(true)] string? name)
    {
        if (string.IsNullOrEmpty(name) || name.Length > MaxNameLength || !char.IsAsciiLetterOrDigit(name[0]) || name[^1] == '.')
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-' or '@' or '+'))
            {
                return false;
            }
        }

        return !IsReservedByWindows(name);
    }

    /// <inheritdoc/>
    public bool Equals(ProfileKey other) =>
        string.Equals(Provider, other.Provider, StringComparison.OrdinalIgnoreCase)
        && string.Equals(Profile, other.Profile, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ProfileKey other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        Provider?.GetHashCode(StringComparison.OrdinalIgnoreCase),
        Profile?.GetHashCode(StringComparison.OrdinalIgnoreCase));

    /// <summary>The names as users write them: <c>provider/profile</c>.</summary>
    public override string ToString() => $"{Provider}/{Profile}";

    /// <summary>Whether both name the same profile.</summary>
    public static bool operator ==(ProfileKey left, ProfileKey right) => left.Equals(right);

    /// <summary>Whether they name different profiles.</summary>
    public static bool operator !=(ProfileKey left, ProfileKey right) => !left.Equals(right);

    private static string Checked(string name, string what) => IsValidName(name)
        ? name
        : throw new PrxAuthException(
            PrxAuthError.ProfileNameInvalid,
            $"'{name}' cannot be a {what} name.",
            $"Use 1 to {MaxNameLength} letters, digits and the characters . _ - @ + ; start with a letter or digit.")
        {
            Target = name,
        };

    private static bool IsReservedByWindows(string name)
    {
        ReadOnlySpan<char> stem = name.AsSpan();
        int dot = stem.IndexOf('.');
        stem = dot < 0 ? stem : stem[..dot];
        return stem.Length switch
        {
            3 => stem.Equals("con", StringComparison.OrdinalIgnoreCase) || stem.Equals("prn", StringComparison.OrdinalIgnoreCase)
                || stem.Equals("aux", StringComparison.OrdinalIgnoreCase) || stem.Equals("nul", StringComparison.OrdinalIgnoreCase),
            4 => char.IsAsciiDigit(stem[3]) && (stem.StartsWith("com", StringComparison.OrdinalIgnoreCase)
                || stem.StartsWith("lpt", StringComparison.OrdinalIgnoreCase)),
            _ => false,
        };
    }
}
