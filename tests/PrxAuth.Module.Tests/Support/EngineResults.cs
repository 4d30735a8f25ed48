using System.Text;
using PrxAuth.EngineHost;

namespace PrxAuth.Module.Tests.Support;

/// <summary>What tests ask of a script's result.</summary>
internal static class EngineResults
{
    /// <summary>The one failure, whichever way it came.</summary>
    public static ErrorReport SingleError(this EngineResult result)
    {
        ErrorReport error = Assert.Single(result.Terminating is { } end ? [end] : result.Errors);
        Assert.NotEqual("NotSpecified", error.Category);
        Assert.False(string.IsNullOrWhiteSpace(error.Recommendation), $"'{error.Id}' has no recommended action: {error.Message}");
        return error;
    }

    /// <summary>One property of each object that came out.</summary>
    public static IReadOnlyList<string?> Values(this EngineResult result, string property) =>
        [.. result.Output.Select(output => output.Properties[property])];

    public static string OutputText(this EngineResult result) => string.Join('\n', result.Output.Select(output => output.Text));

    /// <summary>Everything that could be seen of a run anywhere.</summary>
    public static string Everything(this EngineResult result)
    {
        var all = new StringBuilder();
        foreach (OutputReport output in result.Output)
        {
            all.AppendLine(output.Text).AppendLine(output.Revealed).AppendJoin('\n', output.Properties.Values).AppendLine();
        }

        foreach (ErrorReport error in (IEnumerable<ErrorReport>)[.. result.Errors, .. result.ErrorVariable, .. result.Terminating is { } end ? [end] : Array.Empty<ErrorReport>()])
        {
            all.AppendLine(error.Message).AppendLine(error.Recommendation).AppendLine(error.Target).AppendLine(error.Revealed);
        }

        all.AppendJoin('\n', (IEnumerable<string>)[.. result.Warnings, .. result.Verbose, .. result.Debug, .. result.Information, result.Screen]);
        all.AppendJoin('\n', result.Progress.Select(progress => progress.ToString()));
        return all.ToString();
    }
}
