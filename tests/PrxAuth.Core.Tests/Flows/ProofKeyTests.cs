using PrxAuth.Core.Flows;
using PrxAuth.Core.Tests.Support;
using Xunit;

namespace PrxAuth.Core.Tests.Flows;

/// <summary>Proof key for code exchange (RFC 7636).</summary>
public sealed class ProofKeyTests
{
    [Fact]
    [Conformance("N10")]
    public void The_vector_of_appendix_b_passes() => Assert.Equal(
        "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM", ProofKey.ChallengeOf("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"));

    [Fact]
    [Conformance("N07", "N09", "N22")]
    public void Each_sign_in_has_secrets_of_its_own()
    {
        ProofKey[] keys = [.. Enumerable.Range(0, 100).Select(_ => ProofKey.Create())];

        string[] all = [.. keys.SelectMany(key => (string[])[key.Verifier.Reveal(), key.Challenge, key.State, key.Nonce])];
        Assert.Equal(400, all.Distinct().Count());
        Assert.All(all, text => Assert.Matches("^[A-Za-z0-9_-]{43}$", text));
        Assert.All(keys, key => Assert.Equal(ProofKey.ChallengeOf(key.Verifier.Reveal()), key.Challenge));
        Assert.All(keys, key => Assert.DoesNotContain(key.Verifier.Reveal(), key.ToString(), StringComparison.Ordinal));
    }
}
