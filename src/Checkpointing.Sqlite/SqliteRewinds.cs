using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite;

/// <summary>Moves partitions to other positions; runs within one transaction.</summary>
internal static class SqliteRewinds
{
    /// <summary>Rewinds each partition; one whose row cannot be understood is left alone and becomes a fault.</summary>
    public static PartitionResults<PartitionRewound> Execute(SqliteSession session, StoreCall call, IReadOnlyList<PartitionRewind> rewinds)
    {
        List<PartitionRewound> items = [];
        List<CheckpointStoreException> faults = [];
        foreach (PartitionRewind rewind in rewinds)
        {
            try
            {
                PartitionRewound rewound = Look(session, call.Group!, rewind.PartitionId);
                Write(session, call.Group!, rewind, rewound.Epoch);
                items.Add(rewound);
            }
            catch (SqliteRowException exception)
            {
                faults.Add(SqliteRows.Fault(call, rewind.PartitionId, exception));
            }
        }

        return new PartitionResults<PartitionRewound>(items, faults);
    }

    /// <summary>What the rewind will have done, judging by what is there.</summary>
    private static PartitionRewound Look(SqliteSession session, ConsumerGroup group, string partitionId)
    {
        SqliteCommand command = session.Prepare(Statements.ReadBeforeRewind, group);
        command.Parameters.AddWithValue("@partition_id", partitionId);
        using SqliteDataReader row = command.ExecuteReader();
        return row.Read()
            ? new PartitionRewound(
                partitionId,
                SqliteRows.Checkpoint(row, session.Clock.GetUtcNow()),
                SqliteRows.Text(row, 7) ?? "",
                SqliteRows.Epoch(row, 8) + 1)
            : new PartitionRewound(partitionId, Previous: null, PreviousOwnerId: "", Epoch: 1);
    }

    private static void Write(SqliteSession session, ConsumerGroup group, PartitionRewind rewind, long epoch)
    {
        SqliteCommand command = session.Prepare(Statements.Rewind, group);
        command.Parameters.AddWithValue("@partition_id", rewind.PartitionId);
        command.Parameters.AddWithValue("@epoch", epoch);
        command.Parameters.AddWithValue("@version", RecordVersions.New());
        command.Parameters.AddWithValue("@sequence_number", (object?)rewind.SequenceNumber ?? DBNull.Value);
        command.Parameters.AddWithValue("@event_offset", (object?)rewind.Offset ?? DBNull.Value);
        command.Parameters.AddWithValue("@removes", rewind.SequenceNumber is null && rewind.Offset is null);
        command.Parameters.AddWithValue("@written_by", (object?)rewind.WrittenBy ?? DBNull.Value);
        command.ExecuteNonQuery();
    }
}
