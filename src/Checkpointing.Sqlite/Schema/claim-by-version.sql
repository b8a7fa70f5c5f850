-- A claim by the version that the claimer has seen: renewal, takeover or relinquishing. No row: is-claim-lost.sql and claim-ownership.sql decide, in
-- the same transaction. A row that holds what no version of the store writes is left as it is.
UPDATE checkpointing_partitions
SET owner_id = ?6,
    owner_instance = ?7,
    epoch = epoch + NOT (?6 = '' OR owner_id = ?6 AND owner_instance IS ?7),
    version = ?8,
    modified_at = CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER),
    requested_by = CASE WHEN ?6 = '' OR owner_id = ?6 AND owner_instance IS ?7 THEN requested_by END,
    requested_at = CASE WHEN ?6 = '' OR owner_id = ?6 AND owner_instance IS ?7 THEN requested_at END
WHERE namespace = ?1 AND event_hub = ?2 AND consumer_group = ?3 AND partition_id = ?4
  AND version = ?5
  AND {sound}
RETURNING epoch, modified_at, requested_by, requested_at;
