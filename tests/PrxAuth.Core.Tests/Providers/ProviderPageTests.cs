using PrxAuth.Core.Configuration;
using PrxAuth.Core.Providers;
using PrxAuth.Core.Tests.Storage;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Providers;

/// <summary>The table of docs/providers.md that says what works with which provider.</summary>
public sealed class ProviderPageTests
{
    private static readonly string[] s_capabilities = ["browser", "device", "paste", "given token", "refresh", "revoke", "account name"];

    [Fact]
    public void The_table_has_every_provider_and_every_capability()
    {
        (string[] header, string[][] rows) = ReadTable();

        Assert.Equal(s_capabilities, header[1..]);
        Assert.All(rows, row => Assert.Equal(header.Length, row.Length));
        string[] providers = [.. ProviderCatalog.Load(AuthConfiguration.Empty("none")).Providers.Select(provider => provider.Name), "corp", "builds"];
        Assert.Equal(providers.Order(StringComparer.Ordinal), rows.Select(row => NameOf(row[0])).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_cell_names_a_living_test_or_the_reason_why_there_is_none()
    {
        (_, string[][] rows) = ReadTable();

        Assert.All(rows, row => Assert.All(row[1..], cell => Assert.Null(Problem(cell, NameOf(row[0])))));
    }

    [Theory]
    [InlineData("")]
    [InlineData("yes")]
    [InlineData("no")]
    [InlineData("no:")]
    [InlineData("`ProviderMatrixTests.Teleport`")]
    [InlineData("`ProviderMatrixTests.Revoke`")]
    public void A_cell_without_either_is_noticed(string cell) => Assert.NotNull(Problem(cell, "microsoft"));

    // A theory must have a case for the provider of its row.
    private static string? Problem(string cell, string provider) => NamedTests.In(cell) switch
    {
        [] => cell.StartsWith("no: ", StringComparison.Ordinal) && cell.Length > 10 ? null : $"{provider}: '{cell}' names neither a test nor a reason",
        var names => names.Select(name => NamedTests.Problem(name, provider)).FirstOrDefault(problem => problem is not null),
    };

    private static string NameOf(string cell) => cell.Split('`')[1];

    private static (string[] Header, string[][] Rows) ReadTable()
    {
        string[][] lines =
        [
            .. File.ReadLines(RepositoryFiles.Path("docs/providers.md"))
                .SkipWhile(line => !line.StartsWith("| Provider | browser |", StringComparison.Ordinal))
                .TakeWhile(line => line.StartsWith('|'))
                .Select(line => line.Trim('|').Split('|', StringSplitOptions.TrimEntries).ToArray()),
        ];
        return (lines[0], lines[2..]);
    }
}
