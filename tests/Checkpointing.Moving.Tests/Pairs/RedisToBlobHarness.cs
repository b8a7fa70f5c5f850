using Checkpointing.Conformance;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>The way back to blobs, which lead.</summary>
public sealed class RedisToBlobHarness(ServersFixture servers) : PairHarness
{
    private readonly string _name = "moving-" + Guid.NewGuid().ToString("n")[..12];
    private Func<TimeProvider, ICheckpointStore>? _from;
    private Func<TimeProvider, ICheckpointStore>? _to;

    public override StoreTraits Traits => base.Traits | StoreTraits.SlashesJoinNames | StoreTraits.PlainTextOnly | StoreTraits.DamageIsAbsence;

    public override TimeSpan TimeResolution => TimeSpan.FromSeconds(1);

    protected override MovingLeader Leader => MovingLeader.To;

    protected override async ValueTask<(ICheckpointStore From, ICheckpointStore To)> CreatePairAsync(TimeProvider clock)
    {
        _from ??= await servers.RedisStoresAsync(_name);
        _to ??= await servers.BlobStoresAsync(_name);
        return (_from(clock), _to(clock));
    }
}
