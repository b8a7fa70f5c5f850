namespace Azure.Messaging.EventHubs.Processor;

/// <summary>How fast a processor claims partitions while it has too few.</summary>
public enum LoadBalancingStrategy
{
    /// <summary>One in each load-balancing interval.</summary>
    Balanced = 0,

    /// <summary>One after the other, without waiting, until the load is balanced.</summary>
    Greedy = 1,
}
