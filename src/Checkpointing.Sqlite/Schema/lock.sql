-- Changes nothing, but has the write lock until the transaction ends.
DELETE FROM checkpointing_partitions WHERE false;
