using Checkpointing;
using Checkpointing.Processor.Telemetry;
using Processor.Tests.Driven;
using Processor.Tests.Support;

namespace Processor.Tests.Telemetry;

public sealed class ProcessorHealthTests
{
    private readonly DrivenProcessor _driven = new("every 10 events", options => options.Name = "orders");
    private readonly ProcessorHealthOptions _options = new();

    private ProcessorTelemetry Figures => _driven.Processor.Figures;

    [Fact]
    public void The_defaults_are_what_their_constants_say()
    {
        _options.MaximumTimeBehind.ShouldBe(ProcessorHealthOptions.DefaultMaximumTimeBehind);
        ProcessorHealthOptions.DefaultMaximumTimeBehind.ShouldBe(TimeSpan.FromMinutes(5));
        _options.MaximumEventsBehind.ShouldBeNull();
        _options.StoreTroubleWindow.ShouldBe(ProcessorHealthOptions.DefaultStoreTroubleWindow);
        ProcessorHealthOptions.DefaultStoreTroubleWindow.ShouldBe(TimeSpan.FromMinutes(1));
        _options.NothingOwnedTimeout.ShouldBe(ProcessorHealthOptions.DefaultNothingOwnedTimeout);
        ProcessorHealthOptions.DefaultNothingOwnedTimeout.ShouldBe(TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task A_processor_that_keeps_up_is_healthy()
    {
        Figures.Ownership.Found(["0"]);
        (TestPartition partition, _) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 10));
        await Eventually.UntilAsync(() => _driven.Processor.GetStatus().Partitions[0].EventsBehind == 0, "the checkpoint");
        _driven.Clock.Advance(TimeSpan.FromHours(1));
        Unhealthy().ShouldBeNull();
        Degraded().ShouldBeNull();
    }

    [Fact]
    public void A_processor_that_does_not_run_is_unhealthy() =>
        ProcessorHealth.Unhealthy(Figures, _driven.Processor.GetStatus(), _options).ShouldNotBeNull().ShouldStartWith("Processor orders does not run.");

    [Fact]
    public async Task To_be_behind_for_too_long_is_degraded()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, [Events.At(0, _driven.Clock.GetUtcNow())]);
        _driven.Clock.Advance(TimeSpan.FromMinutes(5));
        Degraded().ShouldBeNull();
        _driven.Clock.Advance(TimeSpan.FromSeconds(1));
        Degraded().ShouldNotBeNull().ShouldContain("Partition 0 of processor orders is 00:05:01 behind, and 00:05:00 are allowed. Add processors");
        _options.MaximumTimeBehind = null;
        Degraded().ShouldBeNull();
    }

    [Fact]
    public async Task To_be_too_many_events_behind_is_degraded()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 9));
        _options.MaximumEventsBehind = 9;
        Degraded().ShouldBeNull();
        _options.MaximumEventsBehind = 8;
        Degraded().ShouldNotBeNull().ShouldContain("is 9 events behind, and 8 are allowed");
    }

    [Fact]
    public async Task Trouble_with_the_store_is_degraded_while_it_lasts_and_for_a_while_after_it()
    {
        await FailAsync();
        Degraded().ShouldNotBeNull().ShouldContain("scripted");
        Unhealthy().ShouldBeNull();

        _driven.Store.Before = _ => Task.CompletedTask;
        await _driven.Processor.ListAsync();
        Degraded().ShouldNotBeNull().ShouldContain("answers processor orders again");
        _driven.Clock.Advance(_options.StoreTroubleWindow);
        Degraded().ShouldBeNull();
    }

    [Fact]
    public async Task A_store_that_is_gone_for_longer_than_ownership_lasts_is_unhealthy()
    {
        await FailAsync();
        _driven.Clock.Advance(Figures.Expiration + TimeSpan.FromSeconds(1));
        Unhealthy().ShouldNotBeNull().ShouldContain("longer than ownership lasts (00:02:00)");
        _driven.Store.Before = _ => Task.CompletedTask;
        await _driven.Processor.ListAsync();
        Unhealthy().ShouldBeNull();
    }

    [Fact]
    public async Task A_store_that_refuses_each_write_by_itself_is_as_gone_as_one_that_throws()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        _driven.Store.Wrote = _ => new PartitionResults<CheckpointWriteResult>([], [ControlledStore.Fault(StoreOperation.WriteCheckpoints, "0")]);
        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 10));
        await Eventually.UntilAsync(() => Figures.Store.FailingFor is not null, "the fault");
    }

    [Fact]
    public async Task To_own_nothing_although_partitions_are_free_is_unhealthy_after_a_while()
    {
        Figures.Ownership.Found(["0", "1"]);
        await _driven.Processor.ListAsync();
        _driven.Clock.Advance(_options.NothingOwnedTimeout - TimeSpan.FromMinutes(1));
        Unhealthy().ShouldBeNull();
        _driven.Clock.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(1));
        Unhealthy().ShouldNotBeNull().ShouldContain("although nobody owns 0, 1");
    }

    [Fact]
    public async Task A_processor_for_which_there_is_no_partition_left_is_healthy()
    {
        Figures.Ownership.Found(["0"]);
        _driven.Clock.Advance(_options.NothingOwnedTimeout * 2);
        await _driven.Make("other").ClaimNewAsync("0");
        await _driven.Processor.ListAsync();
        Unhealthy().ShouldBeNull();

        _driven.Clock.Advance(Figures.Expiration);
        Unhealthy().ShouldNotBeNull("the other one's ownership has expired, and nobody takes its place");
    }

    [Fact]
    public void To_own_nothing_and_to_know_no_partition_is_unhealthy_after_a_while()
    {
        Unhealthy().ShouldBeNull();
        _driven.Clock.Advance(_options.NothingOwnedTimeout + TimeSpan.FromSeconds(1));
        Unhealthy().ShouldNotBeNull().ShouldContain("does not know which there are");
    }

    private string? Unhealthy() => ProcessorHealth.Unhealthy(Figures, _driven.Processor.GetStatus() with { IsRunning = true }, _options);

    private string? Degraded() => ProcessorHealth.Degraded(Figures, _driven.Processor.GetStatus() with { IsRunning = true }, _options);

    private async Task FailAsync()
    {
        _driven.Store.Before = operation => Task.FromException(ControlledStore.Fault(operation));
        Task list = _driven.Processor.ListAsync();
        await _driven.AdvanceUntilAsync(() => list.IsCompleted, TimeSpan.FromMilliseconds(50), "the end of the call");
        await Should.ThrowAsync<CheckpointStoreException>(() => list);
    }
}
