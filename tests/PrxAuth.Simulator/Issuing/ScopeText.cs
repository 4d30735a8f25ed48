namespace PrxAuth.Simulator.Issuing;

/// <summary>Scopes as they stand in requests: split at blanks (RFC 6749 section 3.3).</summary>
internal static class ScopeText
{
    public static string[] Split(string? scope) => (scope ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
