SELECT partition_id, owner_id, owner_instance, epoch, version, modified_at, clock_timestamp() AS store_now, {damage} AS damage,
       NULL AS outcome, requested_by, requested_at
FROM {schema}.partitions
WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3
  AND (version IS NOT NULL OR {damage} IS NOT NULL)
ORDER BY partition_id;
