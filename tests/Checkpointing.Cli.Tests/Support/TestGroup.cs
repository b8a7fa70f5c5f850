namespace Checkpointing.Cli.Tests.Support;

/// <summary>A consumer group of one test, in a store and at the hub, and the tool with the settings that lead to it.</summary>
public sealed class TestGroup
{
    private const string Processor = "Checkpointing:Processor";

    private readonly Stage _stage;

    public TestGroup(Stage stage, TestStore store)
    {
        _stage = stage;
        Backend = store;
        Group = new ConsumerGroup(stage.Broker.FullyQualifiedNamespace, Stage.Hub, $"g{Guid.NewGuid():n}");
    }

    public TestStore Backend { get; }

    public ConsumerGroup Group { get; }

    /// <summary>All settings: the store's, and those of a processor of the group.</summary>
    public Dictionary<string, string?> Settings => new(Backend.Settings)
    {
        ["Checkpointing:Store"] = Backend.Name,
        [$"{Processor}:ConnectionString"] = _stage.Broker.GetConnectionString(Stage.Hub),
        [$"{Processor}:ConsumerGroup"] = Group.Name,
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>
    /// The usual scene: a has read partition 0 to its end and partition 1 up to event 4, b partition 2 up to event 6, and partition 3 was never touched. Each partition has the events 0 to 9.
    /// </summary>
    public async Task SeedAsync()
    {
        await ClaimAsync("worker-a", "0", "1");
        await ClaimAsync("worker-b", "2");
        await WriteAsync("worker-a", ("0", 9), ("1", 4));
        await WriteAsync("worker-b", ("2", 6));
    }

    public async Task ClaimAsync(string owner, params string[] partitions)
    {
        PartitionResults<PartitionOwnership> won = await Backend.Store.ClaimOwnershipAsync(
            Group, [.. partitions.Select(partition => new OwnershipClaim(partition, owner, "instance", Version: null))], Token);
        won.Items.Count.ShouldBe(partitions.Length);
    }

    public async Task WriteAsync(string writer, params (string Partition, long SequenceNumber)[] positions)
    {
        Dictionary<string, long> epochs = (await Backend.Store.ListOwnershipAsync(Group, Token)).Items.ToDictionary(record => record.PartitionId, record => record.Epoch);
        PartitionResults<CheckpointWriteResult> written = await Backend.Store.WriteCheckpointsAsync(
            Group,
            [.. positions.Select(position => new CheckpointWrite(
                position.Partition, position.SequenceNumber, $"{100 * position.SequenceNumber}", epochs.GetValueOrDefault(position.Partition), writer))],
            Token);
        written.Items.ShouldAllBe(result => result.Outcome == CheckpointOutcome.Written);
        written.Items.Count.ShouldBe(positions.Length);
    }

    /// <summary>The checkpoints as <c>partition:sequence</c>, in order.</summary>
    public async Task<string> PositionsAsync() => string.Join(
        ' ',
        (await Backend.Store.ListCheckpointsAsync(Group, Token)).Items.OrderBy(checkpoint => checkpoint.PartitionId, StringComparer.Ordinal)
            .Select(checkpoint => $"{checkpoint.PartitionId}:{checkpoint.SequenceNumber}"));

    /// <summary>The owners as <c>partition:owner</c>, in order.</summary>
    public async Task<string> OwnersAsync() => string.Join(
        ' ',
        (await Backend.Store.ListOwnershipAsync(Group, Token)).Items.OrderBy(record => record.PartitionId, StringComparer.Ordinal)
            .Select(record => $"{record.PartitionId}:{record.OwnerId}"));

    /// <summary>Runs the tool with the settings of the group.</summary>
    public Task<Tool> RunAsync(params string[] arguments) => Tool.RunAsync(arguments, Settings);

    /// <summary>An answer with all that is this group's own, and what the clock says, replaced.</summary>
    public string Normalize(string text) => Tool.Normalize(text)
        .Replace(Group.Name, "GROUP", StringComparison.Ordinal)
        .Replace($" in {Backend.Name}", " in STORE", StringComparison.Ordinal)
        .Replace($"\"{Backend.Name}\"", "\"STORE\"", StringComparison.Ordinal);
}
