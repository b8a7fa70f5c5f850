using Shouldly;
using Xunit;

namespace Checkpointing.Conformance.Suites;

/// <summary>Rule 7: the store's clock rules, and times are handed out corrected to the caller's clock.</summary>
public abstract class ClockSuite(StoreHarness harness) : ConformanceTest(harness)
{
    /// <summary>A store that refreshed what it should not would be waited for for ever; in milliseconds.</summary>
    private const int Patience = 60_000;

    /// <summary>How far a store's answer may lag behind on a busy machine; the wrong clocks are wrong by far more.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(10)]
    [InlineData(0)]
    [InlineData(-10)]
    public async Task A_fresh_record_is_fresh_to_a_caller_whose_clock_is_wrong(int minutes)
    {
        TimeSpan shift = TimeSpan.FromMinutes(minutes);
        PartitionOwnership won = await WinAsync("a");
        await WriteAsync(1, won.Epoch);
        ICheckpointStore wrong = await OpenAsync(shift);

        PartitionOwnership listed = await OwnerAsync(store: wrong);
        Checkpoint read = (await ReadAsync(store: wrong)).ShouldNotBeNull();
        Checkpoint listedCheckpoint = (await wrong.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem();

        AgeOf(listed.LastModified, shift).ShouldBeLessThan(Slack);
        AgeOf(read.LastModified, shift).ShouldBeLessThan(Slack);
        AgeOf(listedCheckpoint.LastModified, shift).ShouldBeLessThan(Slack);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public async Task A_claim_is_stamped_by_the_store_and_not_by_the_claimer(int minutes)
    {
        TimeSpan shift = TimeSpan.FromMinutes(minutes);
        ICheckpointStore wrong = await OpenAsync(shift);

        PartitionOwnership won = await WinAsync("a", store: wrong);

        AgeOf(won.LastModified, shift).ShouldBeLessThan(Slack);
        AgeOf((await OwnerAsync()).LastModified, TimeSpan.Zero).ShouldBeLessThan(Slack);
    }

    [Fact]
    public async Task A_renewal_refreshes_the_time_although_nothing_else_changes()
    {
        PartitionOwnership first = await WinAsync("a");
        PartitionOwnership renewed = first;

        // The store's clock is not ours to move, so this waits until it has moved by itself.
        do
        {
            renewed = await WinAsync("a", renewed.Version);
        }
        while (renewed.LastModified <= first.LastModified + Harness.TimeResolution);

        (await OwnerAsync()).LastModified.ShouldBeGreaterThan(first.LastModified);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    public Task A_request_is_stamped_by_the_store_and_its_time_corrected_to_the_caller(int minutes) => WhereRequestsAreHeldAsync(async () =>
    {
        TimeSpan shift = TimeSpan.FromMinutes(minutes);
        ICheckpointStore wrong = await OpenAsync(shift);
        PartitionOwnership held = await WinAsync("a");

        PartitionOwnership noted = (await RequestAsync("a", "b", store: wrong)).ShouldNotBeNull();

        AgeOf(noted.RequestedAt, shift).ShouldBeLessThan(Slack);
        AgeOf((await OwnerAsync(store: wrong)).RequestedAt, shift).ShouldBeLessThan(Slack);
        AgeOf((await OwnerAsync()).RequestedAt, TimeSpan.Zero).ShouldBeLessThan(Slack);
        AgeOf((await WinAsync("a", held.Version, store: wrong)).RequestedAt, shift).ShouldBeLessThan(Slack);
    });

    [Fact(Timeout = Patience)]
    public Task A_request_has_a_time_of_its_own_and_the_owners_stays() => WhereRequestsAreHeldAsync(async () =>
    {
        await WinAsync("a");
        TimeSpan first = Later(await RequestAsync("a", "b"));

        // The store's clock is not ours to move, so this waits until it has moved by itself. Two times of one answer are corrected alike.
        while (Later(await RequestAsync("a", "b")) <= first + Harness.TimeResolution)
        {
            Token.ThrowIfCancellationRequested();
        }

        static TimeSpan Later(PartitionOwnership? noted) => noted!.RequestedAt!.Value - noted.LastModified;
    });

    private static TimeSpan AgeOf(DateTimeOffset? time, TimeSpan shift) => (new ShiftedClock(shift).GetUtcNow() - time.ShouldNotBeNull()).Duration();
}
