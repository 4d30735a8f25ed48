using PrxAuth.Core.Tests.Storage;
using Xunit;

namespace PrxAuth.Core.Tests.Helpers;

/// <summary>What docs/helpers.md tells people to write, so that it is this which the clients are tried with.</summary>
internal static class HelpersPage
{
    /// <summary>The one block of code with these words in it.</summary>
    public static string Block(string words) => Assert.Single(
        File.ReadAllText(RepositoryFiles.Path("docs/helpers.md")).Split("```").Where((text, index) => index % 2 == 1 && text.Contains(words, StringComparison.Ordinal)))
        .Split('\n', 2)[1];
}
