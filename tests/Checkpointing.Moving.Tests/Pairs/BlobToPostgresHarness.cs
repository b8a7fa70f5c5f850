using Checkpointing.Conformance;

namespace Checkpointing.Moving.Tests.Pairs;

/// <summary>A container and a schema.</summary>
public sealed class BlobToPostgresHarness(ServersFixture servers) : PairHarness
{
    private readonly string _name = "moving_" + Guid.NewGuid().ToString("n")[..12];
    private Func<TimeProvider, ICheckpointStore>? _from;
    private Func<TimeProvider, ICheckpointStore>? _to;

    public override StoreTraits Traits => base.Traits | StoreTraits.SlashesJoinNames | StoreTraits.PlainTextOnly | StoreTraits.DamageIsAbsence;

    public override TimeSpan TimeResolution => TimeSpan.FromSeconds(1);

    public override int Histories => 5;

    protected override async ValueTask<(ICheckpointStore From, ICheckpointStore To)> CreatePairAsync(TimeProvider clock)
    {
        _from ??= await servers.BlobStoresAsync(_name.Replace('_', '-'));
        _to ??= await servers.PostgresStoresAsync(_name);
        return (_from(clock), _to(clock));
    }
}
