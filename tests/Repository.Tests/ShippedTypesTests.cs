using System.Reflection;
using Checkpointing.Tests.Services;

namespace Repository.Tests;

public sealed class ShippedTypesTests
{
    public static TheoryData<string> Assemblies() =>
        [.. Sources.Find("src", ".csproj").Select(project => Path.GetFileNameWithoutExtension(project)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_concrete_class_is_sealed(string assembly)
    {
        string[] open = [.. Types(assembly).Where(type => type is { IsClass: true, IsAbstract: false, IsSealed: false }).Select(type => type.FullName!)];
        open.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void No_static_field_can_change(string assembly)
    {
        string[] mutable =
        [
            .. Types(assembly)
                .SelectMany(type => type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                .Where(field => field is { IsInitOnly: false, IsLiteral: false } && !field.Name.Contains('<', StringComparison.Ordinal))
                .Select(field => $"{field.DeclaringType}.{field.Name}"),
        ];
        mutable.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Every_public_type_is_documented_in_the_file_that_ships(string assembly)
    {
        string documentation = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, assembly + ".xml"));
        foreach (Type type in Types(assembly).Where(type => type.IsPublic))
        {
            documentation.ShouldContain($"\"T:{type.FullName}\"");
        }
    }

    [Fact]
    public void Documentation_warnings_are_switched_off_nowhere_in_what_ships()
    {
        foreach (string file in Sources.Find("src", ".csproj", ".cs").Append(RepositoryRoot.Combine("eng", "src.props")))
        {
            File.ReadAllText(file).ShouldNotContain("CS1591", Case.Insensitive, Sources.Relative(file));
        }
    }

    private static IEnumerable<Type> Types(string assembly) =>
        Assembly.Load(assembly).GetTypes().Where(type => !type.Name.Contains('<', StringComparison.Ordinal) && type.Namespace?.StartsWith("Checkpointing", StringComparison.Ordinal) == true);
}
