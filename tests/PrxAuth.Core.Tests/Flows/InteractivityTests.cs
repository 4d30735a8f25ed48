using PrxAuth.Core.Flows;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Whether anybody is there.</summary>
public sealed class InteractivityTests
{
    [Theory]
    [InlineData("", true, false, true)]
    [InlineData("", false, false, false)]
    [InlineData("", true, true, false)]
    [InlineData("CI=true", true, false, false)]
    [InlineData("GITHUB_ACTIONS=true", true, false, false)]
    [InlineData("CI=true;BROWSER=open-it", false, false, true)]
    [InlineData("BROWSER=open-it", false, true, false)]
    [InlineData("PRX_INTERACTIVE=1", false, true, true)]
    [InlineData("PRX_INTERACTIVE=true;CI=true", false, false, true)]
    [InlineData("PRX_INTERACTIVE=0;BROWSER=open-it", true, false, false)]
    [InlineData("PRX_INTERACTIVE=false", true, false, false)]
    [InlineData("PRX_INTERACTIVE=perhaps", true, false, true)]
    public void Somebody_is_there(string variables, bool hasTerminal, bool isDeclaredNonInteractive, bool somebody)
    {
        Dictionary<string, string> environment = variables.Split(';', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(somebody, Interactivity.Decide(environment.GetValueOrDefault, hasTerminal, isDeclaredNonInteractive));
    }
}
