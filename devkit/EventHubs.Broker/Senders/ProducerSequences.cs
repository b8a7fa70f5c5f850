using Devkit.EventHubs.Broker.Messages;
using Devkit.EventHubs.Broker.Protocol;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Senders;

/// <summary>
/// What a partition remembers of its idempotent producers: the last number of each, so that an event which is sent twice is
/// stored once. Not kept on disk: after a restart a producer's next number is taken as it comes.
/// </summary>
internal sealed class ProducerSequences
{
    private const int Unknown = -1;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, (short Epoch, int Last)> _producers = [];
    private long _nextId;

    /// <summary>Lets a producer begin, or go on.</summary>
    /// <param name="wished">What it knows of itself; what it does not know is filled in.</param>
    /// <returns>What it is to go on with: the sequence number is that of the last event stored, -1 for none.</returns>
    /// <exception cref="RefusalException">A producer with a higher epoch has taken its place.</exception>
    public ProducerStamp Open(ProducerStamp wished)
    {
        lock (_gate)
        {
            long id = wished.Id ?? _nextId;
            _nextId = Math.Max(_nextId, id + 1);
            (short Epoch, int Last) known = _producers.GetValueOrDefault(id, (wished.Epoch ?? 0, wished.SequenceNumber ?? Unknown));
            short epoch = wished.Epoch ?? known.Epoch;
            if (epoch < known.Epoch)
            {
                throw new RefusalException(Refusals.ProducerEpochStolen(id, known.Epoch, epoch));
            }

            _producers[id] = (epoch, wished.SequenceNumber ?? known.Last);
            return new ProducerStamp(id, epoch, _producers[id].Last);
        }
    }

    /// <summary>Stores events that follow the last ones of their producer; events that are stored already are not stored again.</summary>
    /// <exception cref="RefusalException">There is a gap before the events, or the producer has been replaced.</exception>
    public void Append(PartitionLog log, ReadOnlySpan<IncomingMessage> messages)
    {
        if (messages.IsEmpty || ProducerStamp.Read(messages[0]) is not { Id: { } id, Epoch: { } epoch, SequenceNumber: { } first })
        {
            throw new RefusalException(Refusals.Argument("An event of an idempotent producer has no number."));
        }

        lock (_gate)
        {
            (short Epoch, int Last) known = _producers.GetValueOrDefault(id, (epoch, Unknown));
            if (epoch < known.Epoch)
            {
                throw new RefusalException(Refusals.ProducerEpochStolen(id, known.Epoch, epoch));
            }

            int last = (int)(((long)first + messages.Length - 1) & int.MaxValue);
            bool isNext = known.Last == Unknown || first == ((known.Last + 1) & int.MaxValue);
            bool isRepeated = known.Last != Unknown && last <= known.Last && first <= last;
            if (isNext)
            {
                log.Append(messages);
                _producers[id] = (epoch, last);
            }
            else if (!isRepeated)
            {
                throw new RefusalException(Refusals.OutOfOrderSequence(first, known.Last));
            }
        }
    }
}
