using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Protocol;

namespace Devkit.EventHubs.Broker.Receivers;

/// <summary>
/// Who reads a partition in a consumer group. An epoch reader is alone: it evicts the others, unless one has a higher
/// epoch; at the same epoch the newer one wins. Without epochs, five may read.
/// </summary>
internal sealed class ReceiverRegistry
{
    /// <summary>Most readers without an epoch, per partition and consumer group.</summary>
    public const int MaximumReceivers = 5;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, List<IReceiver>> _byGroup = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Lets a reader in, and puts those out that it replaces.</summary>
    /// <exception cref="RefusalException">The reader may not read.</exception>
    public void Admit(string consumerGroup, IReceiver receiver)
    {
        List<IReceiver> evicted;
        lock (_gate)
        {
            List<IReceiver> present = _byGroup.TryGetValue(consumerGroup, out List<IReceiver>? found) ? found : _byGroup[consumerGroup] = [];
            present.RemoveAll(item => item.HasLeft);
            IReceiver? owner = present.Find(item => item.Epoch is not null);
            Check(receiver, owner, present.Count);
            evicted = receiver.Epoch is null ? [] : [.. present];
            present.RemoveAll(evicted.Contains);
            present.Add(receiver);
        }

        foreach (IReceiver victim in evicted)
        {
            victim.Evict(Refusals.Stolen(receiver.Client, receiver.Epoch!.Value, victim.Client, victim.Epoch));
        }
    }

    /// <summary>Forgets a reader that has left; one that was evicted is forgotten already.</summary>
    public void Remove(string consumerGroup, IReceiver receiver)
    {
        lock (_gate)
        {
            if (_byGroup.TryGetValue(consumerGroup, out List<IReceiver>? present))
            {
                present.Remove(receiver);
            }
        }
    }

    private static void Check(IReceiver receiver, IReceiver? owner, int count)
    {
        FaultError? refusal = (receiver.Epoch, owner?.Epoch) switch
        {
            (null, { } epoch) => Refusals.EpochReceiverExists(epoch),
            (null, null) when count >= MaximumReceivers => Refusals.TooManyReceivers(MaximumReceivers),
            ({ } mine, { } theirs) when mine < theirs => Refusals.HigherEpochExists(owner!.Client, theirs, receiver.Client, mine),
            _ => null,
        };
        if (refusal is not null)
        {
            throw new RefusalException(refusal);
        }
    }
}
