namespace PrxAuth.Core.Diagnosis;

/// <summary>
/// One look at one thing. It changes nothing, and where it makes a scratch file it removes it. A failure that it throws becomes a
/// finding of its own name.
/// </summary>
internal interface IDiagnosticCheck
{
    /// <summary>What it is about.</summary>
    FindingArea Area { get; }

    /// <summary>The finding that its failure becomes.</summary>
    string Name { get; }

    /// <summary>Looks.</summary>
    IAsyncEnumerable<Finding> LookAsync(CancellationToken cancellationToken);
}
