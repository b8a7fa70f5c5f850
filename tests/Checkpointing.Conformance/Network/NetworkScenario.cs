using Shouldly;

namespace Checkpointing.Conformance.Network;

/// <summary>
/// One operation that the network fails: what stands before it, the call itself, and what has to hold afterwards, whatever the store
/// answered.
/// </summary>
internal abstract class NetworkScenario
{
    protected const string Partition = "0";
    protected const string Self = "self";

    /// <summary>How long a client may take until it works again after the network does; reconnecting can be slow, never is it impossible.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromSeconds(60);

    protected NetworkScenario(ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits)
    {
        Client = client;
        Observer = observer;
        Group = group;
        Traits = traits;
    }

    /// <summary>The client whose network fails.</summary>
    protected ICheckpointStore Client { get; }

    /// <summary>A client with a network that works.</summary>
    protected ICheckpointStore Observer { get; }

    /// <summary>The consumer group, not used before.</summary>
    protected ConsumerGroup Group { get; }

    /// <summary>In which permitted ways the backend differs.</summary>
    protected StoreTraits Traits { get; }

    /// <summary>Makes the scenario of an operation.</summary>
    public static NetworkScenario Of(
        NetworkOperation operation, ICheckpointStore client, ICheckpointStore observer, ConsumerGroup group, StoreTraits traits) => operation switch
        {
            NetworkOperation.FirstClaim or NetworkOperation.Renewal or NetworkOperation.Takeover or NetworkOperation.Relinquish =>
                new ClaimScenario(operation, client, observer, group, traits),
            NetworkOperation.Write => new WriteScenario(client, observer, group, traits),
            NetworkOperation.Rewind => new RewindScenario(client, observer, group, traits),
            NetworkOperation.List => new ListScenario(client, observer, group, traits),
            NetworkOperation.Read => new ReadScenario(client, observer, group, traits),
            NetworkOperation.Request => new RequestScenario(client, observer, group, traits),
            _ => throw new ArgumentOutOfRangeException(nameof(operation)),
        };

    /// <summary>Makes what the operation needs, while the network works.</summary>
    public abstract Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>Makes the one call while the network fails.</summary>
    public abstract Task ActAsync(CancellationToken cancellationToken);

    /// <summary>What others do meanwhile.</summary>
    public virtual Task InterfereAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Judges the answer and the stored state once the network works again, and that the same client works again.</summary>
    public abstract Task JudgeAsync(CancellationToken cancellationToken);

    /// <summary>Repeats a call of the recovering client until it is answered.</summary>
    protected static async Task<T> RecoverAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken)
    {
        long started = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await call();
            }
            catch (CheckpointStoreException exception) when (exception.IsTransient && TimeProvider.System.GetElapsedTime(started) < Recovery)
            {
                await Task.Yield();
            }
        }
    }

    /// <summary>A fault of the network is one that may pass, and is reported as what it is.</summary>
    protected void ShouldBeOfTheNetwork(CheckpointStoreException? fault, StoreOperation operation)
    {
        if (fault is not null)
        {
            fault.IsTransient.ShouldBeTrue(fault.ToString());
            fault.Operation.ShouldBe(operation);
            fault.Group.ShouldBe(Group);
        }
    }

    /// <summary>A fault that rules out that the change was made has to be right.</summary>
    protected static void ShouldNotDeny(CheckpointStoreException? fault, bool applied)
    {
        if (fault is not null && applied)
        {
            fault.MayHaveBeenApplied.ShouldBeTrue($"The change was made, and this error denies it: {fault}");
        }
    }

    protected static string OffsetOf(long position) => FormattableString.Invariant($"{position * 1024}");

    /// <remarks>On a busy machine even a call that nothing is done to can remain unclear: then whoever stands there tells.</remarks>
    protected async Task<PartitionOwnership?> ClaimAsync(ICheckpointStore store, string owner, string? version, CancellationToken cancellationToken)
    {
        bool isUnclear = false;
        PartitionOwnership? won = await RecoverAsync(
            async () =>
            {
                PartitionResults<PartitionOwnership> results =
                    await store.ClaimOwnershipAsync(Group, [new OwnershipClaim(Partition, owner, owner + "-1", version)], cancellationToken);
                isUnclear |= results.Faults.Any(fault => fault.MayHaveBeenApplied);
                return results.Faults.Count == 0 ? results.Items.SingleOrDefault() : throw results.Faults[0];
            },
            cancellationToken);
        return won is null && isUnclear && await OwnerAsync(store, cancellationToken) is { } stored && stored.OwnerId == owner
            ? await ClaimAsync(store, owner, stored.Version, cancellationToken)
            : won;
    }

    /// <summary>Makes a client the owner, whatever became of its first tries.</summary>
    protected async Task<PartitionOwnership> HoldAsync(ICheckpointStore store, string owner, CancellationToken cancellationToken)
    {
        while (true)
        {
            string? version = (await OwnerAsync(store, cancellationToken))?.Version;
            if (await ClaimAsync(store, owner, version, cancellationToken) is { } held)
            {
                return held;
            }
        }
    }

    protected Task<CheckpointOutcome> WriteAsync(ICheckpointStore store, long position, long epoch, CancellationToken cancellationToken) =>
        RecoverAsync(
            async () =>
            {
                PartitionResults<CheckpointWriteResult> results = await store.WriteCheckpointsAsync(
                    Group, [new CheckpointWrite(Partition, position, OffsetOf(position), epoch, Self)], cancellationToken);
                return results.Faults.Count == 0 ? results.Items.Single().Outcome : throw results.Faults[0];
            },
            cancellationToken);

    protected Task<Checkpoint?> ReadAsync(ICheckpointStore store, CancellationToken cancellationToken) =>
        RecoverAsync(() => store.ReadCheckpointAsync(Group, Partition, cancellationToken), cancellationToken);

    protected async Task<PartitionOwnership?> OwnerAsync(ICheckpointStore store, CancellationToken cancellationToken) =>
        (await RecoverAsync(() => store.ListOwnershipAsync(Group, cancellationToken), cancellationToken)).Items.SingleOrDefault();
}
