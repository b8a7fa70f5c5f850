using Checkpointing.Conformance;
using Checkpointing.Processor.Receiving;

namespace Processor.Tests.Driven;

public sealed class PartitionIdsTests
{
    private readonly PartitionIds _partitions = new(TimeSpan.FromSeconds(30), new ManualTimeProvider());

    [Fact]
    public async Task A_question_that_was_cut_off_is_a_failure_and_does_not_look_like_a_stop() =>
        await Should.ThrowAsync<TimeoutException>(() => _partitions.ListAsync(() => throw new TaskCanceledException(), CancellationToken.None));

    [Fact]
    public async Task A_stop_looks_like_one() =>
        await Should.ThrowAsync<TaskCanceledException>(() => _partitions.ListAsync(() => throw new TaskCanceledException(), new CancellationToken(canceled: true)));
}
