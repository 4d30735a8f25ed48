using PrxAuth.Core;
using PrxAuth.Core.Flows;

namespace PrxAuth.Cli;

/// <summary>How results and failures are wanted.</summary>
public enum OutputFormat
{
    /// <summary>For the eye, or as rich values where the front end has them.</summary>
    Rich,
    /// <summary>JSON text, asked for with <c>--json</c>.</summary>
    Json,
}

/// <summary>
/// Where <c>prx</c> runs: a console, or a PowerShell session. The command itself is the same code in both. Any member may be called
/// from any thread.
/// </summary>
public interface ICommandFrontEnd : ISignInInteraction
{
    /// <summary>Gives out a result as a value.</summary>
    void Emit(CommandResult result);

    /// <summary>Gives out a result that is text: help, the version, JSON, a token asked for by itself. It ends without a line break.</summary>
    void EmitText(string text);

    /// <summary>Shows something that is probably not as the user meant it; the command goes on.</summary>
    void Warning(string message);

    /// <summary>Shows a failure. Its recommendation speaks of cmdlets; <see cref="CommandVocabulary"/> says it in words of <c>prx</c>.</summary>
    void Error(PrxAuthException failure, OutputFormat format);

    /// <summary>Shows what is wrong with the command line.</summary>
    void Usage(UsageProblem problem, OutputFormat format);

    /// <summary>Gives what another tool has to say: standard input, or what came down the pipeline. UTF-8, whatever the locale.</summary>
    TextReader OpenInput();

    /// <summary>Reads one line that holds a secret, without showing it; null when there is none.</summary>
    Task<Secret?> ReadSecretAsync(string prompt, CancellationToken cancellationToken);
}

/// <summary>What is wrong with a command line.</summary>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Recommendation">What to write instead, or where to read about it.</param>
public sealed record UsageProblem(string Message, string Recommendation);
