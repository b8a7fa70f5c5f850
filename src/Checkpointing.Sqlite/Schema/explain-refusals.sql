-- What stood against the writes that were refused; runs in the same transaction, and only when there are any.
SELECT partition_id, epoch, sequence_number, written_by
FROM checkpointing_partitions
WHERE namespace = @namespace AND event_hub = @event_hub AND consumer_group = @consumer_group
  AND partition_id IN (SELECT value FROM json_each(@partitions));
