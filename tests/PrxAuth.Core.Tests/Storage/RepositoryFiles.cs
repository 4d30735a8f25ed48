namespace PrxAuth.Core.Tests.Storage;

/// <summary>Files of the repository that tests hold to their word.</summary>
internal static class RepositoryFiles
{
    internal static string Path(string relative)
    {
        for (DirectoryInfo? directory = new(AppContext.BaseDirectory); directory is not null; directory = directory.Parent)
        {
            string path = System.IO.Path.Join(directory.FullName, relative);
            if (File.Exists(path))
            {
                return path;
            }
        }

        throw new FileNotFoundException($"'{relative}' is not above '{AppContext.BaseDirectory}'.");
    }
}
