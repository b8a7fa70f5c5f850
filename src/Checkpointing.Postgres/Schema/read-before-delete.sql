SELECT partition_id, version
FROM {schema}.partitions
WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3;
