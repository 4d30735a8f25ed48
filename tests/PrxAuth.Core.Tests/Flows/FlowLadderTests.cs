using PrxAuth.Core.Flows;
using PrxAuth.Core.Providers;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Which flow is chosen, as one table.</summary>
public sealed class FlowLadderTests
{
    private const SignInFlow B = SignInFlow.Browser;
    private const SignInFlow D = SignInFlow.DeviceCode;
    private const SignInFlow P = SignInFlow.Paste;
    private const SignInFlow C = SignInFlow.ClientCredentials;
    private const SignInFlow T = SignInFlow.GivenToken;

    [Theory]
    // The provider offers, the user wants, the user says of a browser, a browser is likely: the flow, and whether a browser opens.
    [InlineData(new[] { B, D, P }, null, null, true, B, true)]
    [InlineData(new[] { B, D, P }, null, null, false, D, false)]
    [InlineData(new[] { B, D, P }, null, true, false, B, true)]
    [InlineData(new[] { B, D, P }, null, false, true, D, false)]
    [InlineData(new[] { B, P }, null, null, true, B, true)]
    [InlineData(new[] { B, P }, null, null, false, P, false)]
    [InlineData(new[] { B, P }, null, false, true, P, false)]
    [InlineData(new[] { D }, null, null, true, D, true)]
    [InlineData(new[] { D }, null, null, false, D, false)]
    [InlineData(new[] { D }, null, false, true, D, false)]
    [InlineData(new[] { D, B }, null, null, true, B, true)]
    [InlineData(new[] { P }, null, null, true, P, false)]
    [InlineData(new[] { B, D, P }, D, null, true, D, false)]
    [InlineData(new[] { B, D, P }, D, true, true, D, true)]
    [InlineData(new[] { B, D, P }, B, null, true, B, true)]
    [InlineData(new[] { B, D, P }, B, null, false, B, false)]
    [InlineData(new[] { B, D, P }, P, true, true, P, false)]
    [InlineData(new[] { C }, C, null, false, C, false)]
    [InlineData(new[] { B, T }, T, false, true, T, false)]
    public void The_ladder(SignInFlow[] offered, SignInFlow? wanted, bool? open, bool likely, SignInFlow flow, bool opens)
    {
        FlowChoice choice = Choose(offered, wanted, open, likely);

        Assert.Equal((flow, opens), (choice.Flow, choice.OpenBrowser));
        Assert.NotEmpty(choice.Reason);
    }

    [Theory]
    [InlineData(new[] { B }, null, null, false, PrxAuthError.BrowserUnavailable, "BROWSER")]
    [InlineData(new[] { B }, null, false, true, PrxAuthError.BrowserUnavailable, "BROWSER")]
    [InlineData(new[] { T }, null, null, true, PrxAuthError.FlowNotSupported, "-Token")]
    [InlineData(new[] { C, T }, null, null, true, PrxAuthError.FlowNotSupported, "-ClientCredential")]
    [InlineData(new SignInFlow[0], null, null, true, PrxAuthError.FlowNotSupported, "-Token")]
    [InlineData(new[] { B, P }, D, null, true, PrxAuthError.FlowNotSupported, "without naming a flow")]
    [InlineData(new[] { D }, B, true, true, PrxAuthError.FlowNotSupported, "without naming a flow")]
    [InlineData(new[] { B }, C, null, true, PrxAuthError.FlowNotSupported, "without naming a flow")]
    public void Where_no_step_holds_the_way_out_is_named(
        SignInFlow[] offered, SignInFlow? wanted, bool? open, bool likely, PrxAuthError error, string wayOut)
    {
        PrxAuthException failure = Assert.Throws<PrxAuthException>(() => Choose(offered, wanted, open, likely));

        Assert.Equal(error, failure.Error);
        Assert.Contains(wayOut, failure.Recommendation, StringComparison.Ordinal);
        Assert.Contains("'p'", failure.Message, StringComparison.Ordinal);
    }

    private static FlowChoice Choose(SignInFlow[] offered, SignInFlow? wanted, bool? open, bool likely) => FlowLadder.Choose(
        new ProviderDefinition { Name = "p", DisplayName = "P", Flows = offered },
        new SignInRequest { Provider = "p", Flow = wanted, OpenBrowser = open },
        likely,
        "The place.");
}
