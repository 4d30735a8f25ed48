using PrxAuth.Core.Tests.Storage;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Scenarios;

/// <summary>The page of scenarios and the tests it names.</summary>
public sealed class ScenarioPageTests
{
    [Fact]
    public void Every_scenario_of_the_page_has_one_living_test()
    {
        string[] rows =
        [
            .. File.ReadLines(RepositoryFiles.Path("tests/PrxAuth.Core.Tests/Scenarios/README.md"))
                .Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.StartsWith("| Scenario", StringComparison.Ordinal)),
        ];

        Assert.True(rows.Length > 50, $"{rows.Length} scenarios");
        Assert.All(rows, row => Assert.Null(NamedTests.Problem(Assert.Single(NamedTests.In(row)))));
    }

    [Theory]
    [InlineData("GitHubScenarioTests.No_such_scenario")]
    [InlineData("NoSuchTests.Early_poll")]
    [InlineData("DeviceSignInTests.A_person_who_says_no_ends_it(\"gitlab\")")]
    public void A_test_that_is_not_there_is_noticed(string name) => Assert.NotNull(NamedTests.Problem(name));
}
