namespace PrxAuth.Pack;

/// <summary>What keeps a module from being packed.</summary>
internal sealed class PackageException : Exception
{
    /// <summary>A problem of one file.</summary>
    /// <param name="file">The file to look at.</param>
    /// <param name="message">What is wrong, and the way out.</param>
    public PackageException(string file, string message)
        : base(message)
    {
        Source = file;
    }
}
