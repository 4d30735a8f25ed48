namespace PrxAuth.Simulator;

/// <summary>A request as it arrived, without headers and body: what a proxy's or a server's log would keep.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path.</param>
/// <param name="Query">The query string with its question mark; empty where there is none.</param>
public sealed record RecordedRequest(string Method, string Path, string Query);
