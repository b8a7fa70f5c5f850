using System.Text.Json;
using Checkpointing.Cli.Tests.Support;
using Devkit.EventHubs.Broker;

namespace Checkpointing.Cli.Tests;

/// <summary>docs/operating.md tells what happens: its story is played, its documents have the shape of the tool's.</summary>
public sealed class OperatingDocumentTests(Stage stage)
{
    private const string Question = "[y/N] y";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_story_happens_as_it_is_told()
    {
        await using EventHubsBroker broker = await NightAsync();
        TestStore postgres = await stage.StoreAsync("Postgres");
        TestStore redis = await stage.StoreAsync("Redis");
        var group = new ConsumerGroup(broker.FullyQualifiedNamespace, "orders", "billing");
        Dictionary<string, string?> settings = new(postgres.Settings.Concat(redis.Settings))
        {
            ["Checkpointing:Store"] = "Postgres",
            ["Checkpointing:Processor:ConnectionString"] = broker.GetConnectionString("orders"),
            ["Checkpointing:Processor:ConsumerGroup"] = "billing",
        };
        int played = 0;
        string more = "";
        foreach ((string? what, string command, string answer) in OperatingStory.Steps())
        {
            switch (what)
            {
                case null:
                    await PlayAsync(command, more, answer, settings);
                    more = "";
                    played++;
                    break;
                case "workers start":
                    await StartWorkersAsync(postgres.Store, group);
                    break;
                case "workers start again":
                    await ClaimAgainAsync(postgres.Store, group);
                    break;
                case "workers stop":
                    await StopWorkersAsync(postgres.Store, group);
                    break;
                default:
                    more = " " + what;
                    break;
            }
        }

        played.ShouldBeGreaterThan(6);
    }

    [Fact]
    public async Task The_documents_have_the_shape_that_is_documented()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        string file = Path.Combine(stage.MakeFolder(), "backup.json");
        IReadOnlyDictionary<string, string> documented = OperatingStory.Documents();
        foreach ((string command, string json) in documented)
        {
            JsonElement written = (await group.RunAsync([.. command.Replace("backup.json", file, StringComparison.Ordinal).Replace("worker-1", "worker-a", StringComparison.Ordinal).Replace(" billing", $" {group.Group.Name}", StringComparison.Ordinal).Split(' ')])).Json();
            Shape(written).ShouldBe(Shape(JsonSerializer.Deserialize<JsonElement>(json)), command);
        }

        Shape(JsonSerializer.Deserialize<JsonElement>(await File.ReadAllTextAsync(file, Token))).ShouldContain("groups.[].checkpoints.[].sequenceNumber");
        documented.Keys.Select(command => command.Split(' ')[0]).Distinct().ShouldBe(
            ["groups", "list", "owners", "lag", "rewind", "copy", "release", "doctor", "provision", "delete"], ignoreOrder: true);
    }

    /// <summary>The hub of the story: an event a minute in each partition, from 02:30 on.</summary>
    private static async Task<EventHubsBroker> NightAsync()
    {
        var clock = new SetClock { Now = new DateTimeOffset(2026, 1, 31, 2, 30, 0, TimeSpan.Zero) };
        EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions { TimeProvider = clock }.AddHub("orders", 4, "billing"), Token);
        for (int minute = 0; minute < 30; minute++, clock.Now += TimeSpan.FromMinutes(1))
        {
            for (int partition = 0; partition < 4; partition++)
            {
                broker.Publish("orders", $"{partition}", "an order");
            }
        }

        return broker;
    }

    private static async Task StartWorkersAsync(ICheckpointStore store, ConsumerGroup group)
    {
        string[] owners = ["worker-1", "worker-1", "worker-2", "worker-2"];
        long[] positions = [29, 28, 17, 29];
        await store.ClaimOwnershipAsync(group, [.. owners.Select((owner, partition) => new OwnershipClaim($"{partition}", owner, "night", Version: null))], Token);
        await store.WriteCheckpointsAsync(
            group, [.. positions.Select((position, partition) => new CheckpointWrite($"{partition}", position, Offset: null, Epoch: 1, owners[partition]))], Token);
    }

    /// <summary>After a rewind nobody owns the partitions, until a processor takes them.</summary>
    private static async Task ClaimAgainAsync(ICheckpointStore store, ConsumerGroup group)
    {
        PartitionResults<PartitionOwnership> records = await store.ListOwnershipAsync(group, Token);
        await store.ClaimOwnershipAsync(group, [.. records.Items.Select(record => new OwnershipClaim(record.PartitionId, "worker-1", "night", record.Version))], Token);
    }

    private static async Task StopWorkersAsync(ICheckpointStore store, ConsumerGroup group)
    {
        PartitionResults<PartitionOwnership> owned = await store.ListOwnershipAsync(group, Token);
        await store.ClaimOwnershipAsync(group, [.. owned.Items.Select(record => new OwnershipClaim(record.PartitionId, OwnerId: "", "night", record.Version))], Token);
    }

    private static async Task PlayAsync(string command, string more, string answer, Dictionary<string, string?> settings)
    {
        bool isAsked = answer.Contains(Question, StringComparison.Ordinal);
        Tool run = await Tool.RunAsync((command + more).Split(' '), settings, input: isAsked ? "y\n" : null);

        string[] told = [.. answer.Split('\n').Where(line => !line.Contains(Question, StringComparison.Ordinal))];
        string errors = string.Join('\n', run.Errors.Split('\n').Where(line => !line.Contains("[y/N]", StringComparison.Ordinal)));
        string happened = Tool.Normalize(run.Output + errors).Trim();

        // The story is told of Contoso's hub, and on a page of a certain width.
        string expected = Tool.Normalize(string.Join('\n', told).Replace("contoso.servicebus.windows.net", "localhost", StringComparison.Ordinal)).Trim();
        happened.ShouldBe(expected, $"checkpoints {command}");
        run.Errors.Contains("[y/N]", StringComparison.Ordinal).ShouldBe(isAsked, command);
    }

    /// <summary>The paths of all members, in their order; of an array those of its first element.</summary>
    internal static string[] Shape(JsonElement element, string path = "") => element.ValueKind switch
    {
        JsonValueKind.Object => [.. element.EnumerateObject().SelectMany(member => Shape(member.Value, $"{path}.{member.Name}").Prepend($"{path}.{member.Name}"[1..]))],
        JsonValueKind.Array when element.GetArrayLength() > 0 => Shape(element[0], $"{path}.[]"),
        _ => [],
    };
}
