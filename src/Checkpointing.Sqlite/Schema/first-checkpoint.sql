-- Makes the row of a partition that nobody ever owned.
INSERT INTO checkpointing_partitions
    (namespace, event_hub, consumer_group, partition_id, sequence_number, event_offset, checkpoint_epoch, written_by, written_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7, CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER))
ON CONFLICT DO NOTHING;
