using Shouldly;

namespace Checkpointing.Conformance.Network;

/// <summary>A claim that the network fails, and a rival who claims with the same version before the network works again.</summary>
internal sealed class ClaimScenario(
    NetworkOperation operation, ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits)
    : NetworkScenario(client, observer, group, traits)
{
    private const string Rival = "rival";

    private string? _version;
    private NetworkAnswer<PartitionOwnership>? _answer;
    private PartitionOwnership? _rival;

    private string Claimed => operation == NetworkOperation.Relinquish ? "" : Self;

    public override async Task PrepareAsync(CancellationToken cancellationToken)
    {
        if (operation != NetworkOperation.FirstClaim)
        {
            bool isOwn = operation != NetworkOperation.Takeover;
            ICheckpointStore holder = isOwn ? Client : Observer;
            PartitionOwnership held = await HoldAsync(holder, isOwn ? Self : "former", cancellationToken);
            await ReadAsync(holder, cancellationToken);
            await WriteAsync(holder, 1, held.Epoch, cancellationToken);
        }

        _version = (await OwnerAsync(Client, cancellationToken))?.Version;
    }

    public override async Task ActAsync(CancellationToken cancellationToken) => _answer = await NetworkAnswer<PartitionOwnership>.OfAsync(
        () => Client.ClaimOwnershipAsync(Group, [new OwnershipClaim(Partition, Claimed, Self + "-1", _version)], cancellationToken));

    public override async Task InterfereAsync(CancellationToken cancellationToken) =>
        _rival = await ClaimAsync(Observer, Rival, _version, cancellationToken);

    public override async Task JudgeAsync(CancellationToken cancellationToken)
    {
        PartitionOwnership stored = (await OwnerAsync(Observer, cancellationToken)).ShouldNotBeNull();
        if (_rival is not null)
        {
            // The rival won, so this claim cannot have.
            _answer?.Result.ShouldBeNull();
            stored.OwnerId.ShouldBe(Rival);
            stored.Version.ShouldBe(_rival.Version);
            (await ClaimAsync(Client, Claimed, _version, cancellationToken)).ShouldBeNull();
            return;
        }

        // The rival lost, so this claim was applied, whatever was heard of it.
        stored.OwnerId.ShouldBe(Claimed);
        if (_answer is not null)
        {
            (_answer.Result ?? (object?)_answer.Fault).ShouldNotBeNull("The claim was applied, and reported as lost.");
            ShouldBeOfTheNetwork(_answer.Fault, StoreOperation.ClaimOwnership);
            ShouldNotDeny(_answer.Fault, applied: true);
        }

        if (_answer?.Result is { } won)
        {
            stored.Version.ShouldBe(won.Version);
            stored.OwnerId.ShouldBe(won.OwnerId);
        }

        // Who is told nothing looks, and goes on from there.
        PartitionOwnership seen = (await OwnerAsync(Client, cancellationToken)).ShouldNotBeNull();
        await HoldAsync(Client, Self, cancellationToken);
        (await ClaimAsync(Observer, Rival, seen.Version, cancellationToken)).ShouldBeNull();
    }
}
