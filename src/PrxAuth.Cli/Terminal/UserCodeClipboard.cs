using System.Text;
using PrxAuth.Core.Flows;
using PrxAuth.Core.Flows.Browsing;

namespace PrxAuth.Cli.Terminal;

/// <summary>Copies a user code to the clipboard of the person in front of the terminal. Never anything else: what is copied, every program
/// may read.</summary>
public static class UserCodeClipboard
{
    /// <summary>The variable that switches copying off: <c>0</c>.</summary>
    public const string Variable = "PRX_CLIPBOARD";

    private const int LongestCode = 64;

    /// <summary>Copies the code. Never fails.</summary>
    /// <param name="userCode">The code, as the provider gave it.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="writeToTerminal">Writes to the terminal as it is; null where it understands no sequences.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<UserCodeCopy> CopyAsync(
        string userCode, Func<string, string?> environment, Action<string>? writeToTerminal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(userCode);
        ArgumentNullException.ThrowIfNull(environment);
        if (environment(Variable) is "0" or "false" || !IsHarmless(userCode) || SignInEnvironment.Detect(environment).IsAutomation)
        {
            return UserCodeCopy.None;
        }

        if (await new SystemClipboard(environment).TryCopyAsync(userCode, cancellationToken).ConfigureAwait(false))
        {
            return UserCodeCopy.Copied;
        }

        if (writeToTerminal is null || environment("TERM") is "dumb" or "linux")
        {
            return UserCodeCopy.None;
        }

        // OSC 52: the terminal copies, also at the other end of an SSH connection. It does not say whether it did.
        writeToTerminal($"\e]52;c;{Convert.ToBase64String(Encoding.UTF8.GetBytes(userCode))}\a");
        return UserCodeCopy.SentToTerminal;
    }

    // A provider chooses the text: it must not be able to put a command where somebody may paste it.
    private static bool IsHarmless(string code) => code.Length is > 0 and <= LongestCode && code.All(c => char.IsAsciiLetterOrDigit(c) || c is '-');
}
