using Checkpointing.Moving.Tests.Pairs;
using static Checkpointing.Moving.Tests.Pairs.PairScene;

namespace Checkpointing.Moving.Tests;

public sealed class MovingFindingsTests
{
    [Fact]
    public async Task Processes_that_know_one_store_only_and_positions_that_differ_are_told_until_they_are_gone()
    {
        var scene = new PairScene(MovingLeader.From);
        PartitionOwnership old = (await TakeAsync(scene.Old, "worker-1")).ShouldNotBeNull();
        await WriteAsync(scene.Old, 20, old.Epoch);
        MovingCheckpointStore pair = scene.Another(MovingLeader.From);

        string[] findings = [.. (await pair.VerifyAsync(default)).Select(finding => finding.Message)];
        findings.ShouldContain(message => message.Contains("the store to move from (InMemoryCheckpointStore): The in-memory store loses"));
        findings.ShouldContain(message => message.StartsWith($"{Group}: 'worker-1' holds partition 0 in the store to move from (InMemoryCheckpointStore) alone."));
        findings.ShouldContain(message => message.StartsWith($"{Group}: the two stores have different checkpoints for partition 0, held by nobody in both."));

        await ClaimAsync(scene.Old, "", old.Version);
        (await pair.VerifyAsync(default)).Select(finding => finding.Message).ShouldContain(message => message.StartsWith($"{Group}: the two stores have different checkpoints"));

        await TakeAsync(pair, "worker-1");
        (await pair.VerifyAsync(default)).Select(finding => finding.Message).ShouldAllBe(message => message.Contains("in-memory"));
    }
}
