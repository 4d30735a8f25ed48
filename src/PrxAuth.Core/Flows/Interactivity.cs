using PrxAuth.Core.Flows.Browsing;

namespace PrxAuth.Core.Flows;

/// <summary>Decides whether a person can take part in a sign-in. A run that nobody watches must fail at once, not wait.</summary>
public static class Interactivity
{
    /// <summary>The variable that decides before everything else: <c>1</c> or <c>0</c>.</summary>
    public const string Variable = "PRX_INTERACTIVE";

    /// <summary>Whether a person can take part.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    /// <param name="hasTerminal">Whether a person could see what is shown.</param>
    /// <param name="isDeclaredNonInteractive">Whether the run was declared non-interactive, as by <c>pwsh -NonInteractive</c>.</param>
    public static bool Decide(Func<string, string?> environment, bool hasTerminal, bool isDeclaredNonInteractive)
    {
        switch (environment(Variable))
        {
            case "1" or "true":
                return true;
            case "0" or "false":
                return false;
        }

        if (isDeclaredNonInteractive)
        {
            return false;
        }

        // Whoever names a browser means it to be used, also where no terminal is.
        bool hasBrowser = !string.IsNullOrEmpty(environment("BROWSER"));
        return hasBrowser || (hasTerminal && !SignInEnvironment.Detect(environment).IsAutomation);
    }
}
