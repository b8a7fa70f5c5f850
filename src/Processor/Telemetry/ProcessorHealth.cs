namespace Checkpointing.Processor.Telemetry;

/// <summary>Judges a processor by its figures: the worst of what is wrong, in a sentence that says what to do.</summary>
internal static class ProcessorHealth
{
    /// <summary>What makes the processor useless, or null.</summary>
    public static string? Unhealthy(ProcessorTelemetry telemetry, ProcessorStatus status, ProcessorHealthOptions options)
    {
        if (!status.IsRunning)
        {
            return $"Processor {status.Name} does not run. If its host is not stopping, look into its log for the failure that has ended it, and restart the host.";
        }

        if (status.StoreFailingFor > telemetry.Expiration)
        {
            return $"The store has answered processor {status.Name} no call for {Text(status.StoreFailingFor.Value)}, longer than ownership lasts "
                + $"({Text(telemetry.Expiration)}). Look whether it is up and can be reached. Its last error: {status.LastStoreError}";
        }

        if (telemetry.Ownership.NothingOwnedFor is not { } idle || idle <= options.NothingOwnedTimeout)
        {
            return null;
        }

        return telemetry.Ownership.Free() switch
        {
            null => $"Processor {status.Name} owns no partition for {Text(idle)}, and does not know which there are. Look whether the event hub and the store can be reached.",
            { Length: > 0 } free => $"Processor {status.Name} owns no partition for {Text(idle)}, although nobody owns {string.Join(", ", free)}. "
                + "Look into its log for what keeps it from claiming them.",

            // More processors than partitions: it waits for its turn.
            _ => null,
        };
    }

    /// <summary>What is not as it should be although the processor does its work, or null.</summary>
    public static string? Degraded(ProcessorTelemetry telemetry, ProcessorStatus status, ProcessorHealthOptions options)
    {
        if (status.StoreFailingFor is { } failing)
        {
            return $"The store has answered processor {status.Name} no call for {Text(failing)}; events are processed, and their checkpoints wait. "
                + $"Look whether it is up and can be reached. Its last error: {status.LastStoreError}";
        }

        if (telemetry.Store.LastTrouble is { } trouble && trouble.Age < options.StoreTroubleWindow)
        {
            return $"The store had trouble {Text(trouble.Age)} ago, and answers processor {status.Name} again. Should that go on, look at its load and the network: {trouble.Error}";
        }

        long behind = status.Partitions.Sum(partition => partition.EventsBehind ?? 0);
        if (behind > options.MaximumEventsBehind)
        {
            return $"Processor {status.Name} is {behind} events behind, and {options.MaximumEventsBehind} are allowed. Add processors, up to one for each partition, or make the handler faster.";
        }

        PartitionStatus? late = status.Partitions.MaxBy(partition => partition.TimeBehind ?? TimeSpan.Zero);
        return late?.TimeBehind > options.MaximumTimeBehind
            ? $"Partition {late.PartitionId} of processor {status.Name} is {Text(late.TimeBehind.Value)} behind, and {Text(options.MaximumTimeBehind.Value)} are allowed. "
                + "Add processors, up to one for each partition, or make the handler faster."
            : null;
    }

    private static string Text(TimeSpan time) => TimeSpan.FromSeconds(Math.Floor(time.TotalSeconds)).ToString("c");
}
