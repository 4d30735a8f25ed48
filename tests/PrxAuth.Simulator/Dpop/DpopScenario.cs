using PrxAuth.Simulator.Http;

namespace PrxAuth.Simulator;

/// <summary>How DPoP (RFC 9449) is lived here.</summary>
public sealed class DpopScenario
{
    private volatile string _nonce = RandomText.Alphanumeric(22);

    internal DpopScenario() => Reset();

    /// <summary>Whether metadata says that proofs are taken.</summary>
    public bool IsAdvertised { get; set; }

    /// <summary>Whether proofs must hold the server's nonce.</summary>
    public bool DemandNonce { get; set; }

    /// <summary>Whether tokens stay Bearer tokens, whatever proof came with the request.</summary>
    public bool IssueBearer { get; set; }

    /// <summary>The nonce that counts now.</summary>
    public string Nonce => _nonce;

    /// <summary>Lets another nonce count.</summary>
    public void RenewNonce() => _nonce = RandomText.Alphanumeric(22);

    internal void Reset()
    {
        IsAdvertised = true;
        DemandNonce = true;
        IssueBearer = false;
    }
}
