SELECT partition_id, sequence_number, event_offset, checkpoint_epoch, written_by, written_at, clock_timestamp() AS store_now, {damage} AS damage,
       version, owner_id AS previous_owner_id, epoch + 1 AS epoch
FROM {schema}.partitions
WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3 AND partition_id = ANY ($4);
