using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rules 1, 4, 5 and 6, and requests, when many act at once.</summary>
public abstract class ConcurrencySuite(StoreHarness harness) : ConformanceTest(harness)
{
    private const int Claimers = 32;
    private const int Rounds = 25;
    private const int Clients = 4;

    /// <summary>A writer that is never fenced would go on for ever; in milliseconds.</summary>
    private const int Patience = 60_000;

    [Fact]
    public async Task Of_32_first_claimers_exactly_one_wins()
    {
        PartitionOwnership[] won = await RaceAsync(version: null);

        (await OwnerAsync()).OwnerId.ShouldBe(won.ShouldHaveSingleItem().OwnerId);
    }

    [Fact]
    public async Task Of_32_claimers_of_one_version_exactly_one_wins()
    {
        PartitionOwnership held = await WinAsync("former");

        PartitionOwnership[] won = await RaceAsync(held.Version);

        PartitionOwnership winner = won.ShouldHaveSingleItem();
        (await OwnerAsync()).Version.ShouldBe(winner.Version);
        (await WriteAsync(1, held.Epoch)).ShouldBe(CheckpointOutcome.Fenced);
    }

    [Fact]
    public async Task Batches_that_overlap_in_opposite_order_neither_block_each_other_nor_share_a_partition()
    {
        string[] ids = [.. Enumerable.Range(0, 16).Select(number => FormattableString.Invariant($"{number}"))];
        ICheckpointStore[] clients = await OpenManyAsync(Clients);

        PartitionResults<PartitionOwnership>[] results = await Task.WhenAll(clients.Select((client, index) => client.ClaimOwnershipAsync(
            Group,
            [.. (index % 2 == 0 ? ids : ids.Reverse()).Select(id => new OwnershipClaim(id, $"owner-{index}", $"owner-{index}-1", null))],
            Token)));

        results.SelectMany(result => result.Faults).ShouldBeEmpty();
        results.SelectMany(result => result.Items).Select(item => item.PartitionId).ShouldBe(ids, ignoreOrder: true);
    }

    [Fact]
    public async Task Concurrent_writers_of_one_epoch_leave_the_furthest_position()
    {
        PartitionOwnership held = await WinAsync("a");

        CheckpointOutcome[] outcomes = await Task.WhenAll(Enumerable.Range(1, 20).Select(position => WriteAsync(position, held.Epoch)));

        outcomes.ShouldNotContain(CheckpointOutcome.Fenced);
        Checkpoint read = (await ReadAsync()).ShouldNotBeNull();
        read.SequenceNumber.ShouldBe(20);
        read.Offset.ShouldBe(OffsetOf(20));
    }

    [Fact(Timeout = Patience)]
    public async Task A_writer_racing_a_takeover_never_writes_after_it()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(0, held.Epoch);
        ICheckpointStore other = await OpenAsync();
        TaskCompletionSource underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<long> writing = Task.Run(() => WriteUntilFencedAsync(held.Epoch, from: 1, underWay), Token);
        await Task.WhenAny(underWay.Task, writing);

        PartitionOwnership taken = await WinAsync("b", held.Version, store: other);
        long inherited = (await ReadAsync(store: other)).ShouldNotBeNull().SequenceNumber!.Value;
        long lastWritten = await writing;

        lastWritten.ShouldBeLessThanOrEqualTo(inherited);
        (await ReadAsync(store: other)).ShouldNotBeNull().SequenceNumber.ShouldBe(inherited);
        (await WriteAsync(inherited + 1, taken.Epoch, store: other)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact(Timeout = Patience)]
    public async Task A_live_writer_cannot_overwrite_a_rewind()
    {
        PartitionOwnership held = await WinAsync("a");
        await WriteAsync(1000, held.Epoch);
        TaskCompletionSource underWay = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<long> writing = Task.Run(() => WriteUntilFencedAsync(held.Epoch, from: 1001, underWay), Token);
        await Task.WhenAny(underWay.Task, writing);

        await RewindAsync(5, store: await OpenAsync());
        await writing;

        (await ReadAsync()).ShouldNotBeNull().SequenceNumber.ShouldBe(5);
    }

    [Fact]
    public Task Of_32_requesters_at_once_one_stays_and_the_owner_loses_nothing() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        ICheckpointStore[] clients = await OpenManyAsync(Clients);

        PartitionOwnership?[] noted = await Task.WhenAll(
            Enumerable.Range(0, Claimers).Select(number => RequestAsync("a", $"requester-{number}", store: clients[number % Clients])));

        noted.Select(item => item.ShouldNotBeNull().Version).ShouldAllBe(version => version == held.Version);
        string stays = (await OwnerAsync()).RequestedBy.ShouldNotBeNull();
        stays.ShouldStartWith("requester-");
        (await WinAsync("a", held.Version)).RequestedBy.ShouldBe(stays);
    });

    [Fact]
    public Task Requests_racing_renewals_and_a_takeover_cost_no_owner_anything() => WhereRequestsAreHeldAsync(async () =>
    {
        PartitionOwnership held = await WinAsync("a");
        ICheckpointStore[] clients = await OpenManyAsync(Clients);
        using CancellationTokenSource ended = CancellationTokenSource.CreateLinkedTokenSource(Token);
        Task[] requesting = [.. clients.Select((client, number) => Task.Run(
            async () =>
            {
                while (!ended.IsCancellationRequested)
                {
                    await RequestAsync("a", $"requester-{number}", store: client);
                }
            },
            Token))];

        for (int round = 0; round < Rounds; round++)
        {
            held = await WinAsync("a", held.Version);
            (await WriteAsync(round, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        }

        PartitionOwnership taken = await WinAsync("b", held.Version);
        await ended.CancelAsync();
        await Task.WhenAll(requesting);
        PartitionOwnership listed = await OwnerAsync();
        (listed.OwnerId, listed.Version, listed.RequestedBy).ShouldBe(("b", taken.Version, null), "they named the former owner");
    });

    private async Task<PartitionOwnership[]> RaceAsync(string? version)
    {
        ICheckpointStore[] clients = await OpenManyAsync(Clients);
        TaskCompletionSource start = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<PartitionOwnership?>[] claims = [.. Enumerable.Range(0, Claimers).Select(async number =>
        {
            await start.Task;
            return await ClaimAsync($"claimer-{number}", version, store: clients[number % Clients]);
        })];
        start.SetResult();
        return [.. (await Task.WhenAll(claims)).OfType<PartitionOwnership>()];
    }

    /// <returns>The last position that was written.</returns>
    private async Task<long> WriteUntilFencedAsync(long epoch, long from, TaskCompletionSource underWay)
    {
        for (long position = from; ; position++)
        {
            CheckpointOutcome outcome = await WriteAsync(position, epoch);
            if (outcome == CheckpointOutcome.Fenced)
            {
                return position - 1;
            }

            outcome.ShouldBe(CheckpointOutcome.Written);
            if (position == from + 3)
            {
                underWay.SetResult();
            }
        }
    }
}
