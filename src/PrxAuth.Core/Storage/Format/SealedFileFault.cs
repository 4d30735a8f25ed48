namespace PrxAuth.Core.Storage.Format;

/// <summary>Why a sealed file is not readable.</summary>
internal enum SealedFileFault
{
    /// <summary>It is readable.</summary>
    None,
    /// <summary>Shorter than the smallest sealed file.</summary>
    TooShort,
    /// <summary>Larger than any sealed file.</summary>
    TooLong,
    /// <summary>It does not begin as a sealed file does.</summary>
    NotASealedFile,
    /// <summary>The fixed header fields are not those of version 1.</summary>
    UnknownVersion,
    /// <summary>Authentication fails: changed bytes, or a file of another profile, generation or store.</summary>
    DoesNotOpen,
    /// <summary>It opens, and what is inside is not a profile as this version writes it.</summary>
    ContentsInvalid,
    /// <summary>It opens, and a newer generation has been in its place.</summary>
    Outdated,
}
