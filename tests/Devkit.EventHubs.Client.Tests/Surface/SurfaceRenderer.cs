using System.ComponentModel;
using System.Globalization;
using System.Reflection;

namespace Devkit.EventHubs.Client.Tests.Surface;

/// <summary>Writes down what code outside of an assembly can see of a type: one line for the type, one for each of its members.</summary>
internal static class SurfaceRenderer
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static IEnumerable<string> Render(Type type)
    {
        yield return $"{TypeNames.Full(type)}: {Marks(type)}{Kind(type)}{Bases(type)}";
        foreach (var line in Members(type).Order(StringComparer.Ordinal))
        {
            yield return $"{TypeNames.Full(type)}: {line}";
        }
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
        {
            return Enum.GetNames(type).Select(name => string.Create(CultureInfo.InvariantCulture, $"{name} = {Convert.ToInt64(Enum.Parse(type, name), CultureInfo.InvariantCulture)}"));
        }

        return type.GetConstructors(Declared & ~BindingFlags.Static).Where(IsVisible).Select(c => Marks(c) + Access(c) + "ctor(" + Parameters(c) + ")")
            .Concat(type.GetProperties(Declared).Where(p => p.GetAccessors(true).Any(IsVisible)).Select(Property))
            .Concat(type.GetMethods(Declared).Where(m => IsVisible(m) && (!m.IsSpecialName || m.Name.StartsWith("op_", StringComparison.Ordinal))).Select(Method))
            .Concat(type.GetFields(Declared).Where(f => f.IsPublic || f.IsFamily || f.IsFamilyOrAssembly).Select(f => $"const {TypeNames.Short(f.FieldType)} {f.Name} = {Literal(f.GetRawConstantValue())}"));
    }

    private static string Property(PropertyInfo property)
    {
        var main = property.GetAccessors(true).Where(IsVisible).OrderByDescending(a => a.IsPublic).First();
        var accessors = new[] { ("get", property.GetMethod), ("set", property.SetMethod) }
            .Where(a => a.Item2 is not null && IsVisible(a.Item2))
            .Select(a => (Access(a.Item2!) == Access(main) ? string.Empty : Access(a.Item2!)) + a.Item1 + ";");
        return $"{Marks(property)}{Access(main)}{Modifiers(main)}{TypeNames.Short(property.PropertyType)} {property.Name} {{ {string.Join(' ', accessors)} }}";
    }

    private static string Method(MethodInfo method) =>
        $"{Marks(method)}{Access(method)}{Modifiers(method)}{TypeNames.Short(method.ReturnType)} {method.Name}({Parameters(method)})";

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(p =>
        TypeNames.Short(p.ParameterType) + " " + p.Name + (p.IsOptional ? " = " + Literal(p.RawDefaultValue) : string.Empty)));

    private static string Literal(object? value) => value switch
    {
        null => "default",
        string text => $"\"{text}\"",
        bool flag => flag ? "true" : "false",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Marks(MemberInfo member) =>
        (member.GetCustomAttribute<EditorBrowsableAttribute>() is { State: EditorBrowsableState.Never } ? "[hidden] " : string.Empty)
        + (member.GetCustomAttribute<ObsoleteAttribute>() is { } obsolete ? obsolete.IsError ? "[obsolete error] " : "[obsolete] " : string.Empty);

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => "enum",
        { IsValueType: true } => "struct",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    private static string Bases(Type type)
    {
        if (type.IsEnum)
        {
            return string.Empty;
        }

        var inherited = type.BaseType?.GetInterfaces() ?? [];
        var bases = new[] { type.BaseType }.Where(b => b is not null && b != typeof(object) && b != typeof(ValueType)).Select(b => TypeNames.Short(b!))
            .Concat(type.GetInterfaces().Except(inherited).Select(TypeNames.Short).Order(StringComparer.Ordinal));
        var text = string.Join(", ", bases);
        var constraint = type.IsGenericTypeDefinition
            ? string.Concat(type.GetGenericArguments().Select(a => $" where {a.Name} : {string.Join(", ", a.GetGenericParameterConstraints().Select(TypeNames.Short))}, new()"))
            : string.Empty;
        return (text.Length > 0 ? " : " + text : string.Empty) + constraint;
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static string Access(MethodBase method) => method switch
    {
        { IsPublic: true } => "public ",
        { IsFamilyOrAssembly: true } => "protected internal ",
        _ => "protected ",
    };

    private static string Modifiers(MethodInfo method) => method switch
    {
        { IsStatic: true } => "static ",
        { IsAbstract: true } => "abstract ",
        { IsVirtual: true } when method.GetBaseDefinition() != method => "override ",
        { IsVirtual: true, IsFinal: false } => "virtual ",
        _ => string.Empty,
    };
}
