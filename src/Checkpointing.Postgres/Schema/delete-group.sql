-- Only rows that are still the ones that were read: so a request that the network delivers late does not delete what was made since.
WITH target AS (
    SELECT * FROM unnest($4::text[], $5::text[]) AS target (partition_id, version)
),
present AS MATERIALIZED (
    SELECT partition_id, coalesce(version, extract(epoch FROM written_at)::text) AS version
    FROM {schema}.partitions
    WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3
    ORDER BY partition_id
    FOR UPDATE
)
DELETE FROM {schema}.partitions AS stored
USING target, present
WHERE present.partition_id = target.partition_id AND present.version IS NOT DISTINCT FROM target.version
  AND stored.namespace = $1 AND stored.event_hub = $2 AND stored.consumer_group = $3 AND stored.partition_id = present.partition_id
RETURNING stored.partition_id;
