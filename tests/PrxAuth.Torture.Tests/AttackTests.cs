namespace PrxAuth.Torture.Tests;

/// <summary>The attacks on the callback listener, on the disk and on patience, with small numbers.</summary>
public sealed class AttackTests
{
    [Fact]
    public async Task Sign_ins_complete_while_their_listeners_are_attacked() =>
        await ShortRunTests.RunAsync("listen --logins 10 --idle 200 --machines 1 --bound 180");

    /// <summary>Setting the active profile takes the fewest steps; where there is no strace the run says so and ends well.</summary>
    [Fact]
    public async Task Nothing_is_lost_when_a_step_on_files_fails() => await ShortRunTests.RunAsync("fault --operation 6 --steps 24");

    [Fact]
    public async Task A_long_session_does_not_grow() => await ShortRunTests.RunAsync("remember --calls 20000 --engine-calls 4000");
}
