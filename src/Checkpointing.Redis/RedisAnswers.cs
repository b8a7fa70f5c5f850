using System.Globalization;
using Checkpointing.Resilience;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>Makes results of what the scripts answer. A record that cannot be understood becomes a fault of its partition.</summary>
internal static class RedisAnswers
{
    private const string Damaged = "damaged";
    private const string Open = "open";

    /// <summary>Makes a value of a record.</summary>
    /// <typeparam name="T">The value.</typeparam>
    /// <param name="partitionId">The partition.</param>
    /// <param name="text">The stored text.</param>
    /// <param name="storeNow">The server's time in the same answer.</param>
    /// <param name="callerNow">The caller's time.</param>
    public delegate T Maker<out T>(string partitionId, string text, string storeNow, DateTimeOffset callerNow);

    /// <summary>An answer as texts.</summary>
    public static string[] Texts(RedisResult answer) => Array.ConvertAll(((RedisValue[]?)answer)!, value => (string?)value ?? "");

    /// <summary>Partitions and records in turn, then the server's time.</summary>
    public static PartitionResults<T> Records<T>(StoreCall call, string[] answer, DateTimeOffset callerNow, Maker<T> make)
    {
        List<T> items = [];
        List<CheckpointStoreException> faults = [];
        for (int index = 0; index < answer.Length - 1; index += 2)
        {
            Add(call, answer[index], answer[index + 1], text => make(answer[index], text, answer[^1], callerNow), items, faults);
        }

        return new PartitionResults<T>(items, faults);
    }

    /// <summary>
    /// The server's time, then one text for each claim: empty for a lost one; epoch and time for one that was won, and then time and name of who has asked for
    /// the partition, if anybody has; '!' and the record if that is damaged.
    /// </summary>
    /// <param name="call">The call.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="claims">The claims, in order.</param>
    /// <param name="batch">What was sent for them.</param>
    /// <param name="callerNow">The caller's time.</param>
    public static PartitionResults<PartitionOwnership> Claims(
        StoreCall call, string[] answer, IReadOnlyList<OwnershipClaim> claims, RedisValue[] batch, DateTimeOffset callerNow)
    {
        List<PartitionOwnership> items = [];
        List<CheckpointStoreException> faults = [];
        for (int index = 0; index < claims.Count; index++)
        {
            OwnershipClaim claim = claims[index];
            string state = answer[index + 1];
            if (state.StartsWith('!'))
            {
                faults.Add(Fault(call, claim.PartitionId, new RedisRecordException(state[1..])));
            }
            else if (state.Split(' ', 4) is [string epoch, string modified, .. string[] request])
            {
                items.Add(new PartitionOwnership(
                    claim.PartitionId,
                    claim.OwnerId,
                    long.Parse(epoch, CultureInfo.InvariantCulture),
                    RedisBatches.ProposedVersion(batch, index),
                    RedisRecords.Corrected(long.Parse(modified, CultureInfo.InvariantCulture), answer[0], callerNow),
                    claim.IsRelinquish ? null : claim.OwnerInstance,
                    request is [_, string requester] ? requester : null,
                    request is [string requested, _]
                        ? RedisRecords.Corrected(long.Parse(requested, CultureInfo.InvariantCulture), answer[0], callerNow)
                        : null));
            }
        }

        return new PartitionResults<PartitionOwnership>(items, faults);
    }

    /// <summary>State and damaged record of each write, in the order of the writes.</summary>
    public static PartitionResults<CheckpointWriteResult> Writes(StoreCall call, string[] answer, IReadOnlyList<CheckpointWrite> writes)
    {
        List<CheckpointWriteResult> items = [];
        List<CheckpointStoreException> faults = [];
        for (int index = 0; index < writes.Count; index++)
        {
            string partitionId = writes[index].PartitionId;
            string state = answer[index * 2];
            if (state == Damaged)
            {
                faults.Add(Fault(call, partitionId, new RedisRecordException(answer[(index * 2) + 1])));
            }
            else
            {
                items.Add(new CheckpointWriteResult(partitionId, Enum.Parse<CheckpointOutcome>(state, ignoreCase: true)));
            }
        }

        return new PartitionResults<CheckpointWriteResult>(items, faults);
    }

    /// <summary>
    /// The server's time, then one text for each request: empty for one that was dropped, the record for one that was noted, '!' and the record if that is damaged.
    /// </summary>
    public static PartitionResults<PartitionOwnership> Requests(
        StoreCall call, string[] answer, IReadOnlyList<OwnershipRequest> requests, DateTimeOffset callerNow)
    {
        List<PartitionOwnership> items = [];
        List<CheckpointStoreException> faults = [];
        for (int index = 0; index < requests.Count; index++)
        {
            string partitionId = requests[index].PartitionId;
            string state = answer[index + 1];
            if (state.StartsWith('!'))
            {
                faults.Add(Fault(call, partitionId, new RedisRecordException(state[1..])));
            }
            else if (state.Length > 0)
            {
                items.Add(RedisRecords.Ownership(partitionId, state, answer[0], callerNow));
            }
        }

        return new PartitionResults<PartitionOwnership>(items, faults);
    }

    /// <summary>
    /// The server's time, then four texts for each rewind: its state; epoch, damaged record or present version; the owner and the checkpoint that there were.
    /// </summary>
    /// <returns>The rewinds that are still to be made, with the versions that there are.</returns>
    public static List<RedisRewind> Rewinds(
        StoreCall call,
        string[] answer,
        IReadOnlyList<RedisRewind> rewinds,
        DateTimeOffset callerNow,
        List<PartitionRewound> items,
        List<CheckpointStoreException> faults)
    {
        List<RedisRewind> open = [];
        for (int index = 0; index < rewinds.Count; index++)
        {
            RedisRewind rewind = rewinds[index];
            string[] found = answer[((index * 4) + 1)..((index * 4) + 5)];
            switch (found[0])
            {
                case Damaged:
                    faults.Add(Fault(call, rewind.PartitionId, new RedisRecordException(found[1])));
                    break;
                case Open:
                    open.Add(rewind.From(found[1].Length == 0 ? null : found[1]));
                    break;
                default:
                    Add(call with { IsUnderWay = true }, rewind.PartitionId, found[3], Rewound, items, faults);
                    break;
            }

            PartitionRewound Rewound(string text) => new(
                rewind.PartitionId,
                text.Length == 0 ? null : RedisRecords.Checkpoint(rewind.PartitionId, text, answer[0], callerNow),
                found[2],
                long.Parse(found[1], CultureInfo.InvariantCulture));
        }

        return open;
    }

    private static void Add<T>(
        StoreCall call, string partitionId, string text, Func<string, T> make, List<T> items, List<CheckpointStoreException> faults)
    {
        try
        {
            items.Add(make(text));
        }
        catch (RedisRecordException exception)
        {
            faults.Add(Fault(call, partitionId, exception));
        }
    }

    private static CheckpointStoreException Fault(StoreCall call, string partitionId, RedisRecordException exception) =>
        new(call.Operation, call.Group, partitionId, exception.Message, mayHaveBeenApplied: call.IsUnderWay, innerException: exception);
}
