namespace PrxAuth.Core.Flows.Browsing;

/// <summary>Opens a page in the user's own browser; there is no embedded one (RFC 8252 section 8.12).</summary>
public interface IBrowserLauncher
{
    /// <summary>Opens a page. The address ends up in a process list, so it must hold no token and no verifier.</summary>
    /// <param name="url">An https address, or http on the loopback address.</param>
    /// <param name="cancellationToken">Ends the wait for the browser's first second, not the browser.</param>
    /// <returns>False where nothing could be started; the person then has to open the address.</returns>
    /// <exception cref="PrxAuthException"><see cref="PrxAuthError.ProviderResponseInvalid"/>: the address is of another kind.</exception>
    Task<bool> TryOpenAsync(Uri url, CancellationToken cancellationToken);
}
