-- What stood against the writes that were refused; runs in the same transaction, and only when there are any.
SELECT partition_id, sequence_number, event_offset, checkpoint_epoch, written_by, written_at,
       CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER) AS store_now,
       epoch
FROM checkpointing_partitions
WHERE namespace = @namespace AND event_hub = @event_hub AND consumer_group = @consumer_group
  AND partition_id IN (SELECT value FROM json_each(@partitions));
