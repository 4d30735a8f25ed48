using PrxAuth.Fuzz;
using Xunit;

namespace PrxAuth.Core.Tests.Hostile;

/// <summary>The inputs that fuzzing kept, and mutations of them: see docs/fuzzing.md.</summary>
public sealed class CorpusTests
{
    private const int Mutations = 2000;
    private const int Seed = 20261125;

    public static TheoryData<string> Targets() => [.. FuzzTargets.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Every_kept_input_is_taken_well(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        IReadOnlyList<(string File, byte[] Content)> inputs = Corpus.Of(target);

        Assert.NotEmpty(inputs);
        Assert.All(inputs, input => Assert.Null(Judge.Patient.Try(target, input.Content)));
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Mutated_inputs_are_taken_well(string name)
    {
        FuzzTarget target = FuzzTargets.Find(name)!;
        Mutator mutator = new([.. Corpus.Of(target).Select(input => input.Content)], target.Words, Seed);
        for (int i = 0; i < Mutations; i++)
        {
            byte[] input = mutator.Next();

            Finding? finding = Judge.Patient.Try(target, input);

            Assert.True(finding is null, $"Mutation {i}, {Convert.ToBase64String(input)}: {finding}");
        }
    }
}
