-- A row if the claim was certainly lost: the stored version is neither the one that the claimer has seen nor the one that the claim would have made,
-- and the row holds nothing that no version of the store writes. No row says nothing.
SELECT 1
FROM checkpointing_partitions
WHERE namespace = ?1 AND event_hub = ?2 AND consumer_group = ?3 AND partition_id = ?4
  AND typeof(version) = 'text' AND version IS NOT ?5 AND version <> ?6
  AND {sound};
