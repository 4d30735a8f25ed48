using System.Diagnostics.CodeAnalysis;
using System.Text;
using PrxAuth.Cli.Rendering;
using PrxAuth.Core;
using PrxAuth.Core.Wire;
using PrxAuth.Fuzz.World;

namespace PrxAuth.Fuzz;

/// <summary>Something that must hold of every outcome does not.</summary>
internal sealed class OracleException(string message) : Exception(message);

/// <summary>What must hold whatever the input was.</summary>
internal static class Oracle
{
    public static void Demand([DoesNotReturnIf(false)] bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new OracleException(otherwise);
        }
    }

    /// <summary>A text that people will see moves no cursor, hides nothing and tells no secret.</summary>
    public static void IsFitToShow(string text, string what)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Invisible.Is(Rune.GetUnicodeCategory(rune)))
            {
                throw new OracleException($"{what} holds U+{rune.Value:X4}: {Escape(text)}");
            }
        }

        KeepsTheSecret(text, what);
    }

    public static void KeepsTheSecret(string text, string what)
    {
        if (text.Contains(Subjects.Canary, StringComparison.Ordinal))
        {
            throw new OracleException($"{what} tells the secret: {Escape(text)}");
        }
    }

    /// <summary>A failure is fit to show, and its causes, which debuggers and logs print, tell no secret.</summary>
    public static void IsFitToShow(PrxAuthException failure)
    {
        IsFitToShow(failure.Message, "The message");
        IsFitToShow(failure.Recommendation, "The recommendation");
        IsFitToShow(JsonRenderer.Render(failure), "The failure as JSON");
        for (Exception? cause = failure.InnerException; cause is not null; cause = cause.InnerException)
        {
            KeepsTheSecret(cause.Message, $"A cause ({cause.GetType().Name})");
        }
    }

    private static string Escape(string text) => string.Concat(text.Select(c => c is < ' ' or > '~' ? $"\\u{(int)c:x4}" : c.ToString()));
}
