SELECT DISTINCT namespace, event_hub, consumer_group
FROM {schema}.partitions;
