namespace PrxAuth.Cli.Grammar;

/// <summary>The command line is wrong; nothing was done.</summary>
internal sealed class UsageException(string message, string recommendation) : Exception(message)
{
    public UsageProblem Problem { get; } = new(message, recommendation);
}
