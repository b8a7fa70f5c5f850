using Azure.Messaging.EventHubs;

namespace Devkit.EventHubs.Client.Tests.Surface;

public class SurfaceTests
{
    private const string UpdateVariable = "UPDATE_SURFACE";

    public static TheoryData<string> Namespaces =>
    [
        "Azure.Core.Amqp",
        "Azure.Messaging.EventHubs",
        "Azure.Messaging.EventHubs.Consumer",
        "Azure.Messaging.EventHubs.Primitives",
        "Azure.Messaging.EventHubs.Processor",
        "Azure.Messaging.EventHubs.Producer",
    ];

    [Theory]
    [MemberData(nameof(Namespaces))]
    public async Task What_code_can_see_is_what_the_original_shows_it(string name)
    {
        var actual = typeof(EventData).Assembly.GetExportedTypes()
            .Where(type => type.Namespace == name)
            .OrderBy(type => TypeNames.Full(type), StringComparer.Ordinal)
            .SelectMany(SurfaceRenderer.Render)
            .ToList();
        if (Environment.GetEnvironmentVariable(UpdateVariable) is { Length: > 0 } folder)
        {
            await File.WriteAllLinesAsync(Path.Combine(folder, name + ".txt"), actual, TestContext.Current.CancellationToken);
        }

        var listed = await File.ReadAllLinesAsync(Path.Combine(AppContext.BaseDirectory, "Surface", name + ".txt"), TestContext.Current.CancellationToken);
        listed.Except(actual).ShouldBeEmpty("listed, but not in the assembly");
        actual.Except(listed).ShouldBeEmpty("in the assembly, but not listed");
    }

    [Fact]
    public void Nothing_is_visible_in_other_namespaces() =>
        typeof(EventData).Assembly.GetExportedTypes().Select(type => type.Namespace).Distinct().ShouldBe(Namespaces.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void The_assembly_has_the_name_of_the_original() =>
        typeof(EventData).Assembly.GetName().Name.ShouldBe("Azure.Messaging.EventHubs");
}
