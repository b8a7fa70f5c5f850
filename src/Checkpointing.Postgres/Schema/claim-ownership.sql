-- A claim is won if its version is the stored one (both null: no ownership yet), or if this very claim was applied already and its
-- confirmation was lost. It is judged on the locked row; one that is at another version already is lost without a lock, since no version comes back.
-- Rows are locked in the order of their keys, and only then are missing ones inserted, in the same order: so no two batches wait for each other.
WITH claim AS (
    SELECT *
    FROM unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
        AS claim (partition_id, owner_id, owner_instance, version, new_version)
    {durability}
),
decided AS MATERIALIZED (
    SELECT claim.partition_id, claim.owner_id, claim.version, claim.new_version, present.damage,
           CASE WHEN claim.owner_id <> '' THEN claim.owner_instance END AS owner_instance,
           CASE
               WHEN claim.owner_id = '' THEN coalesce(present.epoch, 0)
               WHEN claim.owner_id = present.owner_id AND claim.owner_instance IS NOT DISTINCT FROM present.owner_instance THEN present.epoch
               ELSE coalesce(present.epoch, 0) + 1
           END AS epoch,
           claim.owner_id = '' OR (claim.owner_id = present.owner_id AND claim.owner_instance IS NOT DISTINCT FROM present.owner_instance) AS keeps_request,
           present.requested_by, present.requested_at,
           CASE
               WHEN present.damage IS NOT NULL THEN 'damaged'
               WHEN present.partition_id IS NOT NULL THEN 'won'
               ELSE coalesce((
                   SELECT CASE
                       -- It changed, or went, while this statement waited.
                       WHEN {waits} AND claim.version IS NOT NULL THEN 'lost'
                       -- Another transaction holds it.
                       WHEN known.version IS NOT DISTINCT FROM claim.version OR known.version = claim.new_version THEN 'open'
                       ELSE 'lost'
                   END
                   FROM {schema}.partitions AS known
                   WHERE known.namespace = $1 AND known.event_hub = $2 AND known.consumer_group = $3 AND known.partition_id = claim.partition_id
               ), CASE WHEN claim.version IS NULL THEN 'first' ELSE 'lost' END)
           END AS outcome
    FROM (SELECT * FROM claim ORDER BY partition_id COLLATE "C") AS claim
    -- By the whole key, one after the other: so their order is that of the locks, whatever the planner knows of the table.
    LEFT JOIN LATERAL (
        SELECT partition_id, owner_id, owner_instance, epoch, version, requested_by, requested_at, {damage} AS damage
        FROM {schema}.partitions {patience}
        WHERE namespace = $1 AND event_hub = $2 AND consumer_group = $3 AND partition_id = claim.partition_id
          AND (version IS NOT DISTINCT FROM claim.version OR version = claim.new_version OR {damage} IS NOT NULL)
        FOR NO KEY UPDATE OF partitions {skip_locked}
    ) AS present ON true
),
changed AS (
    -- These rows are there and locked, so every insert meets its row: by the key, whatever the planner knows of the table.
    INSERT INTO {schema}.partitions AS stored
        (namespace, event_hub, consumer_group, partition_id, owner_id, owner_instance, epoch, version, modified_at, requested_by, requested_at)
    SELECT $1, $2, $3, partition_id, owner_id, owner_instance, epoch, new_version, clock_timestamp(),
           CASE WHEN keeps_request THEN requested_by END,
           CASE WHEN keeps_request THEN requested_at END
    FROM decided
    WHERE outcome = 'won'
    ON CONFLICT (namespace, event_hub, consumer_group, partition_id) DO UPDATE
    SET owner_id = excluded.owner_id,
        owner_instance = excluded.owner_instance,
        epoch = excluded.epoch,
        version = excluded.version,
        modified_at = excluded.modified_at,
        requested_by = excluded.requested_by,
        requested_at = excluded.requested_at
    RETURNING stored.partition_id, stored.modified_at, stored.requested_by, stored.requested_at
),
created AS (
    INSERT INTO {schema}.partitions
        (namespace, event_hub, consumer_group, partition_id, owner_id, owner_instance, epoch, version, modified_at)
    SELECT $1, $2, $3, partition_id, owner_id, owner_instance, epoch, new_version, clock_timestamp()
    FROM decided
    WHERE outcome = 'first'
    ORDER BY partition_id COLLATE "C"
    ON CONFLICT DO NOTHING
    RETURNING partition_id, modified_at
)
SELECT decided.partition_id, decided.owner_id, decided.owner_instance, decided.epoch, decided.new_version AS version,
       coalesce(changed.modified_at, created.modified_at) AS modified_at,
       coalesce(changed.modified_at, created.modified_at) AS store_now,
       decided.damage,
       CASE
           WHEN decided.outcome <> 'first' THEN decided.outcome
           WHEN created.partition_id IS NOT NULL THEN 'won'
           -- Another transaction made the row meanwhile.
           ELSE 'open'
       END AS outcome,
       changed.requested_by, changed.requested_at
FROM decided
LEFT JOIN changed ON changed.partition_id = decided.partition_id
LEFT JOIN created ON created.partition_id = decided.partition_id;
