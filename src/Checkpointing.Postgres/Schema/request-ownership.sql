-- A request is noted if the partition is held by the owner that the requester saw. It is judged on the locked row; rows are locked in the order of
-- their keys, so no two batches wait for each other. Noting the same again is harmless.
WITH request AS (
    SELECT *
    FROM unnest($4::text[], $5::text[], $6::text[])
        AS request (partition_id, owner_id, requested_by)
    {durability}
),
decided AS MATERIALIZED (
    SELECT request.partition_id, request.requested_by, present.damage,
           CASE
               WHEN present.damage IS NOT NULL THEN 'damaged'
               WHEN present.partition_id IS NOT NULL THEN CASE WHEN present.owner_id = request.owner_id THEN 'noted' ELSE 'dropped' END
               -- There, but locked by another transaction, or deleted by now.
               WHEN EXISTS (
                   SELECT FROM {schema}.partitions AS known
                   WHERE known.namespace = $1 AND known.event_hub = $2 AND known.consumer_group = $3 AND known.partition_id = request.partition_id
               ) THEN 'open'
               ELSE 'dropped'
           END AS outcome
    FROM (SELECT * FROM request ORDER BY partition_id COLLATE "C") AS request
    -- By the whole key, one after the other: so their order is that of the locks, whatever the planner knows of the table.
    LEFT JOIN LATERAL (
        SELECT partition_id, owner_id, {damage} AS damage
        FROM {schema}.partitions {patience}
        WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3 AND partition_id = request.partition_id
        FOR NO KEY UPDATE OF partitions {skip_locked}
    ) AS present ON true
),
changed AS (
    -- These rows are there and locked, so every insert meets its row: by the key, whatever the planner knows of the table.
    INSERT INTO {schema}.partitions AS stored
        (namespace, event_hub, consumer_group, partition_id, requested_by, requested_at)
    SELECT $1, $2, $3, partition_id, requested_by, clock_timestamp()
    FROM decided
    WHERE outcome = 'noted'
    ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE
    SET requested_by = excluded.requested_by,
        requested_at = excluded.requested_at
    RETURNING stored.*
)
SELECT decided.partition_id, changed.owner_id, changed.owner_instance, changed.epoch, changed.version, changed.modified_at,
       changed.requested_at AS store_now, decided.damage, decided.outcome, changed.requested_by, changed.requested_at
FROM decided
LEFT JOIN changed ON changed.partition_id = decided.partition_id;
