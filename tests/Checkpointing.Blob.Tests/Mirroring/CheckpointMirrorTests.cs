using Azure.Storage.Blobs;
using Checkpointing.Blob.Mirroring;
using Checkpointing.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Checkpointing.Blob.Tests.Mirroring;

public sealed class CheckpointMirrorTests(AzuriteFixture azurite) : IAsyncLifetime
{
    private static readonly ConsumerGroup Group = new("Contoso.servicebus.windows.net", "Orders", "$Default");

    private readonly InMemoryCheckpointStore _store = new();
    private readonly string _name = "mirror-" + Guid.NewGuid().ToString("n");
    private BlobContainerClient _container = null!;

    public async ValueTask InitializeAsync()
    {
        _container = new BlobContainerClient(azurite.ConnectionString, _name, BlobCheckpointStore.Prepare(new BlobClientOptions()));
        await Mirror().ProvisionAsync(default);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_scaler_that_knows_only_blobs_sees_what_the_store_has()
    {
        await WriteAsync("0", 41, "4294967296");
        await WriteAsync("1", 0, null);
        (await Mirror().CopyAsync(Group, default)).ShouldBe(new MirrorCopy(Written: 2, Raced: 0));

        var keda = new KedaReader(_container, "contoso.servicebus.windows.net", "orders", "$Default");
        (await keda.UnprocessedAsync("0", first: 0, last: 60)).ShouldBe(19);
        (await keda.UnprocessedAsync("1", first: 0, last: 60)).ShouldBe(60);
        (await keda.UnprocessedAsync("2", first: 10, last: 60)).ShouldBe(51);
    }

    [Fact]
    public async Task Where_the_scaler_spells_a_hub_with_capitals_the_mirror_can_too()
    {
        await WriteAsync("0", 41, null);
        await Mirror(spelled: "contoso.servicebus.windows.net/Orders/$default").CopyAsync(Group, default);
        var keda = new KedaReader(_container, "contoso.servicebus.windows.net", "Orders", "$Default");
        (await keda.UnprocessedAsync("0", first: 0, last: 60)).ShouldBe(19);
    }

    [Fact]
    public async Task Another_sdks_store_reads_the_same_position_with_its_offset_and_writer()
    {
        await WriteAsync("0", 41, "4294967296");
        await Mirror().CopyAsync(Group, default);
        Checkpoint read = (await Blobs().ReadCheckpointAsync(Group, "0", default)).ShouldNotBeNull();
        (read.SequenceNumber, read.Offset, read.WrittenBy).ShouldBe((41L, "4294967296", "worker-1"));
    }

    [Fact]
    public async Task What_has_not_moved_is_not_written_again()
    {
        await WriteAsync("0", 41, null);
        await WriteAsync("1", 7, null);
        await Mirror().CopyAsync(Group, default);
        await WriteAsync("1", 8, null);
        (await Mirror().CopyAsync(Group, default)).Written.ShouldBe(1);
        (await Mirror().CopyAsync(Group, default)).Written.ShouldBe(0);
    }

    [Fact]
    public async Task A_mirror_that_was_held_up_does_not_put_back_what_another_has_moved_on()
    {
        await WriteAsync("0", 41, null);
        await Mirror().CopyAsync(Group, default);
        await WriteAsync("0", 50, null);
        var slow = new HeldStore(_store);
        Task<MirrorCopy> late = Mirror(slow).CopyAsync(Group, default);
        await slow.HasRead;
        await WriteAsync("0", 60, null);
        await Mirror().CopyAsync(Group, default);
        slow.Release();
        (await late).ShouldBe(new MirrorCopy(Written: 0, Raced: 1));
        (await PositionAsync()).ShouldBe(60);
    }

    [Fact]
    public async Task After_a_rewind_the_blobs_follow_back_and_after_one_to_nothing_they_are_gone()
    {
        await WriteAsync("0", 41, null);
        await Mirror().CopyAsync(Group, default);
        await RewindAsync(20);
        await Mirror().CopyAsync(Group, default);
        (await PositionAsync()).ShouldBe(20);
        await RewindAsync(-1);
        await Mirror().CopyAsync(Group, default);
        (await new KedaReader(_container, "contoso.servicebus.windows.net", "orders", "$Default").UnprocessedAsync("0", first: 0, last: 60)).ShouldBe(61);
        await RewindAsync(null);
        await Mirror().CopyAsync(Group, default);
        (await PositionAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task What_processors_left_in_the_blobs_stays_until_the_store_has_a_checkpoint_of_its_own()
    {
        BlobCheckpointStore blobs = Blobs();
        await blobs.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 90, null, 0, "former"), new CheckpointWrite("1", 91, null, 0, "former")], default);
        await WriteAsync("1", 95, null);

        (await Mirror().CopyAsync(Group, default)).ShouldBe(new MirrorCopy(Written: 1, Raced: 0));
        (await PositionAsync()).ShouldBe(90);
        (await blobs.ReadCheckpointAsync(Group, "1", default))!.SequenceNumber.ShouldBe(95);

        await WriteAsync("0", 92, null);
        await Mirror().CopyAsync(Group, default);
        await RewindAsync(null);
        await Mirror().CopyAsync(Group, default);
        (await PositionAsync()).ShouldBeNull("the mirror had written it");
    }

    [Fact]
    public async Task A_checkpoint_that_cannot_be_read_is_told_and_its_copy_stays()
    {
        await WriteAsync("0", 41, null);
        await WriteAsync("1", 7, null);
        await Mirror().CopyAsync(Group, default);
        await WriteAsync("1", 8, null);

        (await Should.ThrowAsync<CheckpointStoreException>(() => Mirror(new PartlyDamagedStore(_store, Group)).CopyAsync(Group, default))).PartitionId.ShouldBe("0");

        (await PositionAsync()).ShouldBe(41);
        (await Blobs().ReadCheckpointAsync(Group, "1", default))!.SequenceNumber.ShouldBe(8);
    }

    [Fact]
    public async Task What_was_read_before_a_rewind_does_not_undo_it_in_the_blobs()
    {
        await WriteAsync("0", 41, null);
        await Mirror().CopyAsync(Group, default);
        await WriteAsync("0", 50, null);
        var slow = new HeldStore(_store);
        Task<MirrorCopy> late = Mirror(slow).CopyAsync(Group, default);
        await slow.HasRead;
        await RewindAsync(20);
        await Mirror().CopyAsync(Group, default);
        slow.Release();
        (await late).Raced.ShouldBe(1);
        (await PositionAsync()).ShouldBe(20);
    }

    [Fact]
    public async Task Many_mirrors_at_once_only_ever_move_forwards()
    {
        await WriteAsync("0", 0, null);
        await Mirror().CopyAsync(Group, default);
        using var end = new CancellationTokenSource();
        Task[] mirrors = [.. Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!end.IsCancellationRequested)
            {
                await Mirror().CopyAsync(Group, default);
            }
        }))];
        long? seen = 0;
        for (long position = 1; position <= 150; position++)
        {
            await WriteAsync("0", position, null);
            long? now = await PositionAsync();
            now.GetValueOrDefault(-1).ShouldBeGreaterThanOrEqualTo(seen.GetValueOrDefault());
            seen = now;
        }

        await end.CancelAsync();
        await Task.WhenAll(mirrors);
        await Mirror().CopyAsync(Group, default);
        (await PositionAsync()).ShouldBe(150);
    }

    [Fact]
    public async Task Blobs_by_which_processors_still_own_the_group_are_left_alone_and_those_of_dead_ones_are_not()
    {
        BlobCheckpointStore blobs = Blobs();
        PartitionOwnership held = (await blobs.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "worker-1", "1", null)], default)).Items.Single();
        await blobs.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 90, null, held.Epoch, "worker-1")], default);
        await WriteAsync("0", 41, null);

        (await Mirror().CopyAsync(Group, default)).ShouldBe(new MirrorCopy(0, 0, "worker-1"));
        (await PositionAsync()).ShouldBe(90);

        (await Mirror(clock: new Checkpointing.Conformance.ShiftedClock(CheckpointMirror.OwnerLife)).CopyAsync(Group, default)).Owner
            .ShouldBe("worker-1", "ages go by the service's clock");
        (await blobs.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "", "", held.Version)], default)).Items.ShouldHaveSingleItem();
        (await Mirror().CopyAsync(Group, default)).Written.ShouldBe(1);
        (await PositionAsync()).ShouldBe(41);
    }

    private CheckpointMirror Mirror(ICheckpointStore? source = null, string? spelled = null, TimeProvider? clock = null)
    {
        BlobCheckpointStoreOptions options = new();
        if (spelled is not null)
        {
            options.SpelledGroups.Add(spelled);
        }

        return new CheckpointMirror(source ?? _store, _container, options, clock ?? TimeProvider.System, NullLogger.Instance);
    }

    private BlobCheckpointStore Blobs() => new(_container);

    private async Task<long?> PositionAsync() => (await Blobs().ReadCheckpointAsync(Group, "0", default))?.SequenceNumber;

    private async Task WriteAsync(string partition, long position, string? offset)
    {
        long epoch = (await _store.ListOwnershipAsync(Group, default)).Items.SingleOrDefault(record => record.PartitionId == partition)?.Epoch ?? 0;
        (await _store.WriteCheckpointsAsync(Group, [new CheckpointWrite(partition, position, offset, epoch, "worker-1")], default)).Items.Single().Outcome
            .ShouldBe(CheckpointOutcome.Written);
    }

    private Task RewindAsync(long? position) => _store.RewindAsync(Group, [new PartitionRewind("0", position, null, "operator")], default);
}
