-- What nobody ever owned has no version: there the time of its checkpoint tells.
SELECT partition_id, coalesce(version, extract(epoch FROM written_at)::text) AS version
FROM {schema}.partitions
WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3;
