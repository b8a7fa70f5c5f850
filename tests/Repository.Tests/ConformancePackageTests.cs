using System.Xml.Linq;
using Checkpointing.Tests.Services;

namespace Repository.Tests;

/// <summary>An author of another store installs the suites without installing any of ours.</summary>
public sealed class ConformancePackageTests
{
    private static readonly XDocument Project =
        XDocument.Load(RepositoryRoot.Combine("tests", "Checkpointing.Conformance", "Checkpointing.Conformance.csproj"));

    [Fact]
    public void The_suites_are_packable() => Project.Descendants("IsPackable").ShouldHaveSingleItem().Value.ShouldBe("true");

    [Fact]
    public void The_suites_depend_on_the_contract_and_the_test_framework_alone()
    {
        Project.Descendants("ProjectReference").Select(reference => Path.GetFileName(reference.Attribute("Include")!.Value))
            .ShouldBe(["Checkpointing.Abstractions.csproj"]);
        Project.Descendants("PackageReference").Select(reference => reference.Attribute("Include")!.Value)
            .ShouldBe(["Shouldly", "xunit.v3.assert", "xunit.v3.extensibility.core"], ignoreOrder: true);
    }

    [Fact]
    public void The_suites_name_no_backend()
    {
        string[] backends = [.. Sources.Backends().Select(backend => $"Checkpointing.{backend}")];
        foreach (string file in Sources.Find(Path.Combine("tests", "Checkpointing.Conformance"), ".cs"))
        {
            string text = File.ReadAllText(file);
            backends.ShouldAllBe(backend => !text.Contains(backend, StringComparison.Ordinal), Sources.Relative(file));
        }
    }
}
