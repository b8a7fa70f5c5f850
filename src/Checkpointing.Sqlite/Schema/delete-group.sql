DELETE FROM checkpointing_partitions
WHERE namespace = @namespace AND event_hub = @event_hub AND consumer_group = @consumer_group;
