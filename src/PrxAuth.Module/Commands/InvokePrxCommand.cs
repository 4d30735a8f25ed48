using System.Collections;
using System.Management.Automation;
using PrxAuth.Cli;

namespace PrxAuth.Commands;

/// <summary>
/// The body of the <c>prx</c> function: the same code as the <c>prx</c> executable, with objects instead of text. Not exported; the
/// function calls it by <see cref="CreateInfo"/>.
/// </summary>
[Cmdlet(VerbsLifecycle.Invoke, "PrxCommand")]
[OutputType(typeof(PrxAuthProfile), typeof(PrxAuthPendingSignIn), typeof(PrxAuthProvider), typeof(PrxAuthDisconnection), typeof(PrxAuthFinding), typeof(string))]
public sealed class InvokePrxCommand : PrxAuthCommand
{
    /// <summary>The words as PowerShell's parser left them.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [AllowEmptyCollection]
    [AllowNull]
    public object?[]? ArgumentList { get; set; }

    /// <summary>What came down the pipeline, in the place of standard input. Without a pipeline there is none.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [AllowNull]
    public object?[]? StandardInput { get; set; }

    /// <summary>What the function calls; one for each call, because a session writes into it.</summary>
    public static CmdletInfo CreateInfo() => new("Invoke-PrxCommand", typeof(InvokePrxCommand));

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        IReadOnlyList<string> words = Words(ArgumentList ?? []);
        PrxFrontEnd? frontEnd = null;
        int status = ExitStatus.Done;
        try
        {
            status = Run((interaction, stop) =>
            {
                frontEnd = new PrxFrontEnd(interaction, StandardInput);
                return PrxCommand.RunAsync(words, () => ModuleSession.Current, frontEnd, stop);
            });
        }
        catch (RuntimeException)
        {
            // Ctrl+C, or an error before the last one was written with -ErrorAction Stop.
            status = frontEnd is { HasFailed: true } ? ExitStatus.Failed : ExitStatus.Interrupted;
            throw;
        }
        finally
        {
            SessionState.PSVariable.Set("global:LASTEXITCODE", status);
        }

        if (frontEnd?.TakeHeldError() is { } error)
        {
            WriteError(error);
        }
    }

    /// <summary>
    /// The words as they were typed. The parser has split <c>a,b</c> into an array, read <c>007</c> as a number and cut <c>-P:x</c> in two.
    /// </summary>
    internal static List<string> Words(IEnumerable<object?> arguments)
    {
        var words = new List<string>();
        bool continues = false;
        foreach (object? argument in arguments)
        {
            string word = Word(argument);
            if (continues)
            {
                words[^1] += word;
                continues = false;
                continue;
            }

            continues = word.Length > 2 && word[0] == '-' && word[1] != '-' && word[^1] == ':';
            words.Add(continues ? string.Concat(word.AsSpan(0, word.Length - 1), "=") : word);
        }

        return words;
    }

    private static string Word(object? argument)
    {
        object? value = argument is PSObject { BaseObject: not PSCustomObject } wrapped && wrapped.BaseObject is IList ? wrapped.BaseObject : argument;
        return value switch
        {
            null => string.Empty,
            string text => text,
            IList list => string.Join(',', list.Cast<object?>().Select(Word)),
            // A number keeps the text it was typed as only through the PSObject around it.
            _ => value.ToString() ?? string.Empty,
        };
    }
}
