using System.Management.Automation;
using PrxAuth.Core;

namespace PrxAuth.Commands;

/// <summary>
/// Reads times as people write them: <c>5m</c>, <c>1h30m</c>, <c>00:05:00</c>. A bare number is seconds; PowerShell by itself would
/// take it for days or for ten-millionths of a second.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DurationTransformationAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    /// <remarks>Nothing is left to the parameter, which may take it for "not said".</remarks>
    public override bool TransformNullOptionalParameters => false;

    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        object value = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        return value switch
        {
            TimeSpan => value,
            null => throw new ArgumentTransformationMetadataException("A time is needed, such as 5m, 1h30m or 00:05:00."),

            // PowerShell reads 2d as the decimal number 2; only the PSObject around it still knows what was typed.
            _ when Duration.TryParse(LanguagePrimitives.ConvertTo<string>(inputData), out TimeSpan time) => time,
            _ => throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a time. Write it like 90 (seconds), 5m, 1h30m or 00:05:00."),
        };
    }
}
