using Shouldly;
using Xunit;

namespace Checkpointing.Conformance;

/// <summary>What all suites share: a client, a fresh consumer group for each test, and one-partition forms of the operations.</summary>
public abstract class ConformanceTest : IAsyncLifetime
{
    /// <summary>The partition that most tests use.</summary>
    protected const string Partition = "0";

    private ICheckpointStore? _store;

    /// <summary>Makes a suite.</summary>
    /// <param name="harness">The backend.</param>
    protected ConformanceTest(StoreHarness harness)
    {
        Harness = harness;
        Group = harness.NewGroup();
    }

    /// <summary>The backend.</summary>
    protected StoreHarness Harness { get; }

    /// <summary>This test's consumer group.</summary>
    protected ConsumerGroup Group { get; }

    /// <summary>The client that most tests use.</summary>
    protected ICheckpointStore Store => _store ?? throw new InvalidOperationException("The test has not begun.");

    /// <summary>The operators' side of the same client.</summary>
    protected ICheckpointStoreOperator Operator => (ICheckpointStoreOperator)Store;

    /// <summary>Ends with the test.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <inheritdoc/>
    public virtual async ValueTask InitializeAsync() => Begin(await OpenAsync());

    /// <inheritdoc/>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Names the client that most tests use.</summary>
    protected void Begin(ICheckpointStore store) => _store = store;

    /// <summary>Whether the backend has a trait.</summary>
    protected bool Has(StoreTraits trait) => (Harness.Traits & trait) != 0;

    /// <summary>Runs a test of requests where the store holds them. Where it does not, it has to say so.</summary>
    protected async Task WhereRequestsAreHeldAsync(Func<Task> test)
    {
        IOwnershipRequestStore? requests = Store as IOwnershipRequestStore;
        (requests is { HoldsRequests: true }).ShouldBe(!Has(StoreTraits.NoRequests));
        if (!Has(StoreTraits.NoRequests))
        {
            await test();
        }
        else if (requests is not null)
        {
            await Should.ThrowAsync<NotSupportedException>(
                () => requests.RequestOwnershipAsync(Group, [new OwnershipRequest(Partition, "a", "b")], Token));
        }
    }

    /// <summary>The requesters' side of a client.</summary>
    protected IOwnershipRequestStore Requests(ICheckpointStore? store = null) => (IOwnershipRequestStore)(store ?? Store);

    /// <summary>Requests one partition.</summary>
    /// <returns>The record, or null if the request was dropped.</returns>
    protected async Task<PartitionOwnership?> RequestAsync(
        string owner, string requestedBy, string partition = Partition, ICheckpointStore? store = null)
    {
        PartitionResults<PartitionOwnership> results =
            await Requests(store).RequestOwnershipAsync(Group, [new OwnershipRequest(partition, owner, requestedBy)], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.SingleOrDefault();
    }

    /// <summary>Makes several more clients.</summary>
    protected async Task<ICheckpointStore[]> OpenManyAsync(int count)
    {
        ICheckpointStore[] clients = new ICheckpointStore[count];
        for (int index = 0; index < clients.Length; index++)
        {
            clients[index] = await OpenAsync();
        }

        return clients;
    }

    /// <summary>Makes one more client.</summary>
    protected ValueTask<ICheckpointStore> OpenAsync(TimeSpan clockShift = default) => Harness.CreateClientAsync(new ShiftedClock(clockShift));

    /// <summary>Claims one partition.</summary>
    /// <returns>The record, or null if the claim was lost.</returns>
    protected async Task<PartitionOwnership?> ClaimAsync(
        string owner, string? version = null, string partition = Partition, string? instance = null, ICheckpointStore? store = null)
    {
        PartitionResults<PartitionOwnership> results =
            await (store ?? Store).ClaimOwnershipAsync(Group, [new OwnershipClaim(partition, owner, instance ?? owner + "-1", version)], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.SingleOrDefault();
    }

    /// <summary>Claims one partition that the test knows to be there for the taking.</summary>
    protected async Task<PartitionOwnership> WinAsync(
        string owner, string? version = null, string partition = Partition, string? instance = null, ICheckpointStore? store = null) =>
        (await ClaimAsync(owner, version, partition, instance, store)).ShouldNotBeNull();

    /// <summary>Gives one partition up.</summary>
    protected Task<PartitionOwnership> RelinquishAsync(PartitionOwnership held, ICheckpointStore? store = null) =>
        WinAsync("", held.Version, held.PartitionId, "", store);

    /// <summary>Writes one checkpoint, with an offset that belongs to the sequence number.</summary>
    protected async Task<CheckpointOutcome> WriteAsync(
        long sequenceNumber, long epoch, string partition = Partition, string writer = "writer", ICheckpointStore? store = null)
    {
        PartitionResults<CheckpointWriteResult> results = await (store ?? Store).WriteCheckpointsAsync(
            Group, [new CheckpointWrite(partition, sequenceNumber, OffsetOf(sequenceNumber), epoch, writer)], Token);
        results.Faults.ShouldBeEmpty();
        CheckpointWriteResult result = results.Items.ShouldHaveSingleItem();
        result.PartitionId.ShouldBe(partition);
        return result.Outcome;
    }

    /// <summary>Reads one checkpoint.</summary>
    protected Task<Checkpoint?> ReadAsync(string partition = Partition, ICheckpointStore? store = null) =>
        (store ?? Store).ReadCheckpointAsync(Group, partition, Token);

    /// <summary>Rewinds one partition.</summary>
    protected async Task<PartitionRewound> RewindAsync(
        long? sequenceNumber, string? offset = null, string partition = Partition, ICheckpointStore? store = null)
    {
        PartitionResults<PartitionRewound> results = await ((ICheckpointStoreOperator)(store ?? Store)).RewindAsync(
            Group, [new PartitionRewind(partition, sequenceNumber, offset, "operator")], Token);
        results.Faults.ShouldBeEmpty();
        return results.Items.ShouldHaveSingleItem();
    }

    /// <summary>Lists ownership, sorted by partition.</summary>
    protected async Task<IReadOnlyList<PartitionOwnership>> OwnersAsync(ICheckpointStore? store = null, ConsumerGroup? group = null)
    {
        PartitionResults<PartitionOwnership> results = await (store ?? Store).ListOwnershipAsync(group ?? Group, Token);
        results.Faults.ShouldBeEmpty();
        return [.. results.Items.OrderBy(item => item.PartitionId, StringComparer.Ordinal)];
    }

    /// <summary>The ownership record of one partition.</summary>
    protected async Task<PartitionOwnership> OwnerAsync(string partition = Partition, ICheckpointStore? store = null) =>
        (await OwnersAsync(store)).Single(record => record.PartitionId == partition);

    /// <summary>Asserts that an epoch is above another that perhaps another client gave out.</summary>
    protected void ShouldBeAbove(long later, long earlier) => later.ShouldBeGreaterThan(Has(StoreTraits.LocalEpochs) ? 0 : earlier);

    /// <summary>An offset for a sequence number, as the service would give one.</summary>
    protected static string OffsetOf(long sequenceNumber) => FormattableString.Invariant($"{sequenceNumber * 1024}");
}
