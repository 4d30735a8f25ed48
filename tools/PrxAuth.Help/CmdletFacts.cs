using System.Globalization;
using System.Management.Automation;
using System.Reflection;

namespace PrxAuth.Help;

/// <summary>One cmdlet as it is built.</summary>
internal sealed record CmdletFacts(
    string Name, string DefaultSet, bool SupportsShouldProcess, IReadOnlyList<ParameterFacts> Parameters, IReadOnlyList<string> Outputs)
{
    public string Verb => Name[..Name.IndexOf('-', StringComparison.Ordinal)];

    public string Noun => Name[(Name.IndexOf('-', StringComparison.Ordinal) + 1)..];

    /// <summary>The parameter sets, the default one first.</summary>
    public IEnumerable<string> Sets => Parameters.SelectMany(parameter => parameter.Places.Select(place => place.Set))
        .Where(set => set != ParameterAttribute.AllParameterSets)
        .Prepend(DefaultSet)
        .Distinct();

    public static CmdletFacts? Of(Type type)
    {
        if (type.GetCustomAttributesData().FirstOrDefault(one => one.AttributeType == typeof(CmdletAttribute)) is not { } cmdlet)
        {
            return null;
        }

        var outputs = type.GetCustomAttributesData()
            .Where(one => one.AttributeType == typeof(OutputTypeAttribute))
            .SelectMany(one => one.ConstructorArguments)
            .SelectMany(Types)
            .Select(output => output.FullName!)
            .Distinct()
            .ToList();
        return new CmdletFacts(
            $"{cmdlet.ConstructorArguments[0].Value}-{cmdlet.ConstructorArguments[1].Value}",
            Named<string>(cmdlet, nameof(CmdletAttribute.DefaultParameterSetName)) ?? ParameterAttribute.AllParameterSets,
            Named<bool>(cmdlet, nameof(CmdletAttribute.SupportsShouldProcess)),
            [.. type.GetProperties().Select(ParameterFacts.Of).OfType<ParameterFacts>()],
            outputs);
    }

    internal static T? Named<T>(CustomAttributeData attribute, string name) =>
        attribute.NamedArguments.FirstOrDefault(one => one.MemberName == name).TypedValue.Value is T value ? value : default;

    private static IEnumerable<Type> Types(CustomAttributeTypedArgument argument) => argument.Value switch
    {
        Type type => [type],
        IReadOnlyList<CustomAttributeTypedArgument> list => list.SelectMany(Types),
        _ => [],
    };
}

/// <summary>One parameter as it is built.</summary>
internal sealed record ParameterFacts(
    string Name, Type Type, IReadOnlyList<string> Aliases, bool SupportsWildcards, IReadOnlyList<string> Values, IReadOnlyList<ParameterPlace> Places)
{
    public bool IsSwitch => Type == typeof(SwitchParameter);

    /// <summary>The type as people write it.</summary>
    public string TypeName
    {
        get
        {
            Type bare = Nullable.GetUnderlyingType(Type) ?? Type;
            return bare switch
            {
                _ when bare == typeof(string) => "string",
                _ when bare == typeof(string[]) => "string[]",
                _ when bare == typeof(int) => "int",
                _ => bare.Name,
            };
        }
    }

    public static ParameterFacts? Of(PropertyInfo property)
    {
        var attributes = property.GetCustomAttributesData();
        var places = attributes.Where(one => one.AttributeType == typeof(ParameterAttribute)).Select(ParameterPlace.Of).ToList();
        if (places.Count == 0)
        {
            return null;
        }

        var aliases = attributes.Where(one => one.AttributeType == typeof(AliasAttribute)).SelectMany(Strings).ToList();
        var values = attributes.Where(one => one.AttributeType == typeof(ValidateSetAttribute)).SelectMany(Strings).ToList();
        Type bare = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return new ParameterFacts(
            property.Name,
            property.PropertyType,
            aliases,
            attributes.Any(one => one.AttributeType == typeof(SupportsWildcardsAttribute)),
            bare.IsEnum ? Enum.GetNames(bare) : values,
            places);
    }

    /// <summary>Where the parameter stands in a set; null where it does not belong to it.</summary>
    public ParameterPlace? PlaceIn(string set) => Places.FirstOrDefault(place => place.Set == set || place.Set == ParameterAttribute.AllParameterSets);

    private static IEnumerable<string> Strings(CustomAttributeData attribute) => attribute.ConstructorArguments
        .SelectMany(argument => argument.Value is IReadOnlyList<CustomAttributeTypedArgument> list ? list : [argument])
        .Select(argument => argument.Value)
        .OfType<string>();
}

/// <summary>What one <c>[Parameter]</c> says.</summary>
internal sealed record ParameterPlace(string Set, bool IsMandatory, int? Index, bool ByValue, bool ByPropertyName)
{
    public string Position => Index?.ToString(CultureInfo.InvariantCulture) ?? "named";

    public string Pipeline => (ByValue, ByPropertyName) switch
    {
        (true, true) => "true (ByValue, ByPropertyName)",
        (true, false) => "true (ByValue)",
        (false, true) => "true (ByPropertyName)",
        _ => "false",
    };

    public static ParameterPlace Of(CustomAttributeData attribute) => new(
        CmdletFacts.Named<string>(attribute, nameof(ParameterAttribute.ParameterSetName)) ?? ParameterAttribute.AllParameterSets,
        CmdletFacts.Named<bool>(attribute, nameof(ParameterAttribute.Mandatory)),
        attribute.NamedArguments.Any(one => one.MemberName == nameof(ParameterAttribute.Position))
            ? CmdletFacts.Named<int>(attribute, nameof(ParameterAttribute.Position))
            : null,
        CmdletFacts.Named<bool>(attribute, nameof(ParameterAttribute.ValueFromPipeline)),
        CmdletFacts.Named<bool>(attribute, nameof(ParameterAttribute.ValueFromPipelineByPropertyName)));
}
