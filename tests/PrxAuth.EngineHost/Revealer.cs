using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text;
using System.Text.Json;

namespace PrxAuth.EngineHost;

/// <summary>Gets everything out of an object that PowerShell, JSON, CLIXML or a debugger's property window could show.</summary>
internal static class Revealer
{
    private const int Deepest = 5;

    public static OutputReport Report(PSObject? output)
    {
        object? value = output?.BaseObject;
        if (value is null)
        {
            return new OutputReport("null", "", [], "");
        }

        var properties = new Dictionary<string, string?>();
        foreach (PSPropertyInfo property in output!.Properties)
        {
            properties[property.Name] = Try(() => LanguagePrimitives.ConvertTo<string>(property.Value));
        }

        var all = new StringBuilder();
        Describe(value, all, 0, new HashSet<object>(ReferenceEqualityComparer.Instance));
        all.AppendLine(Try(() => PSSerializer.Serialize(output, 4)));
        all.AppendLine(Try(() => JsonSerializer.Serialize(value, value.GetType())));
        return new OutputReport(value.GetType().FullName!, LanguagePrimitives.ConvertTo<string>(output), properties, all.ToString());
    }

    public static ErrorReport ReportAny(object? error) => error switch
    {
        ErrorRecord record => Report(record),
        RuntimeException failure => Report(failure.ErrorRecord),
        _ => new ErrorReport("", "", $"{error}", null, null, $"{error}"),
    };

    public static ErrorReport Report(ErrorRecord record)
    {
        var all = new StringBuilder();
        Describe(record, all, 0, new HashSet<object>(ReferenceEqualityComparer.Instance));
        for (Exception? e = record.Exception; e is not null; e = e.InnerException)
        {
            all.AppendLine(e.ToString()).AppendJoin('\n', e.Data.Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}"));
        }

        all.AppendLine(Try(() => PSSerializer.Serialize(record, 2))).AppendLine(record.InvocationInfo?.Line).AppendLine(record.ScriptStackTrace);
        return new ErrorReport(
            record.FullyQualifiedErrorId.Split(',')[0],
            record.CategoryInfo.Category.ToString(),
            record.ErrorDetails?.Message ?? record.Exception.Message,
            record.ErrorDetails?.RecommendedAction,
            record.TargetObject?.ToString(),
            all.ToString());
    }

    private static void Describe(object? value, StringBuilder all, int depth, HashSet<object> seen)
    {
        if (value is null || depth > Deepest || value is Type or Assembly or Delegate or SecureString or MemberInfo)
        {
            return;
        }

        all.AppendLine(Try(() => value.ToString()));
        if (value is string || value.GetType().IsPrimitive || !seen.Add(value) || IsOfTheEngine(value))
        {
            return;
        }

        if (value is IEnumerable many)
        {
            foreach (object? one in many.Cast<object?>().Take(100))
            {
                Describe(one, all, depth + 1, seen);
            }
        }

        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            if (property.GetIndexParameters().Length == 0)
            {
                object? inner = null;
                all.Append(property.Name).Append('=').AppendLine(Try(() => (inner = property.GetValue(value))?.ToString()));
                Describe(inner, all, depth + 1, seen);
            }
        }
    }

    // Behind the engine's own objects lie all of its commands and sessions: everything, and nothing of ours.
    private static bool IsOfTheEngine(object value) =>
        value is not (ErrorRecord or ErrorDetails or ErrorCategoryInfo or InvocationInfo or Exception)
        && value.GetType().Namespace?.StartsWith("System.Management.Automation", StringComparison.Ordinal) == true;

    // What throws has nothing to show.
    private static string? Try(Func<string?> read)
    {
        try
        {
            return read();
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }
}
