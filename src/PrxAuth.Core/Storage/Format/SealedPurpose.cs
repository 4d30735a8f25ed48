namespace PrxAuth.Core.Storage.Format;

/// <summary>What a sealed file is for. It is part of what binds a file to its place: one kind does not open as the other.</summary>
internal enum SealedPurpose
{
    /// <summary>A profile.</summary>
    Profile,
    /// <summary>A sign-in that is not finished yet.</summary>
    PendingSignIn,
}
