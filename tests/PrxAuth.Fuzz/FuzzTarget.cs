namespace PrxAuth.Fuzz;

/// <summary>One parser that faces the outside. It may return, or fail with a failure of ours; anything else is a finding.</summary>
/// <param name="Name">The name on the command line and of its folder in the corpus.</param>
/// <param name="What">What is fuzzed, and what the input's first bytes choose.</param>
/// <param name="Run">Takes one input and checks what must hold of the outcome.</param>
/// <param name="Words">Words of the format, for mutations that no flipped bit would find.</param>
internal sealed record FuzzTarget(string Name, string What, Action<byte[]> Run, params string[] Words);
