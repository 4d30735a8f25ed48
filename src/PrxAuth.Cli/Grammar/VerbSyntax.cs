using System.CommandLine;

namespace PrxAuth.Cli.Grammar;

/// <summary>One command below <c>prx auth</c>: what it is called, what it takes and what its help says.</summary>
/// <param name="Verb">Which one.</param>
/// <param name="Command">Its syntax.</param>
/// <param name="Usage">The words after its name.</param>
/// <param name="Examples">Command lines people need, each with what it does.</param>
internal sealed record VerbSyntax(AuthVerb Verb, Command Command, string Usage, IReadOnlyList<(string Line, string Meaning)> Examples);
