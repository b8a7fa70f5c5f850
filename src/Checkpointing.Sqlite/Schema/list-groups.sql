SELECT DISTINCT namespace, event_hub, consumer_group
FROM checkpointing_partitions
ORDER BY namespace, event_hub, consumer_group;
