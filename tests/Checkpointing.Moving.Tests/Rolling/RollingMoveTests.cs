namespace Checkpointing.Moving.Tests.Rolling;

/// <summary>A whole move there and back, as docs/moving.md describes it, by processors under load.</summary>
public abstract class RollingMoveTests(ServersFixture servers)
{
    /// <summary>The servers.</summary>
    protected ServersFixture Servers => servers;

    /// <summary>Makes stores of the kind to move to, with a name of their own.</summary>
    protected abstract Task<Func<TimeProvider, ICheckpointStore>> NewStoresAsync(string name);

    [Fact]
    public async Task A_live_fleet_moves_from_blobs_and_back_without_losing_an_event_or_having_two_owners()
    {
        string name = "rolling" + Guid.NewGuid().ToString("n")[..12];
        Func<TimeProvider, ICheckpointStore> old = await servers.BlobStoresAsync(name);
        Func<TimeProvider, ICheckpointStore> @new = await NewStoresAsync(name);
        await using Fleet fleet = await Fleet.StartAsync(old, @new);
        foreach (string kind in new[] { "From", "To", "New", "To", "From", "Old" })
        {
            await fleet.RollAsync(kind);
        }

        int each = await fleet.FinishAsync(old(TimeProvider.System));
        fleet.Judge.Violations.ShouldBeEmpty();
        fleet.Processed.Repeated.ShouldBeLessThanOrEqualTo(fleet.Judge.Takings * Fleet.MaxUncheckpointed);
        TestContext.Current.SendDiagnosticMessage(
            "{0} events, {1} repeated, {2} changes of hands", each * Fleet.Partitions, fleet.Processed.Repeated, fleet.Judge.Takings);
    }
}
