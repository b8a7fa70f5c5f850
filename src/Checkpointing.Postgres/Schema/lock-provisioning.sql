-- Lasts until the end of the transaction, so that it works behind a pooler too.
SELECT pg_advisory_xact_lock(hashtextextended('checkpointing', 0));
