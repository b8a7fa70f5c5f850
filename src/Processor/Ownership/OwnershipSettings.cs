namespace Checkpointing.Processor.Ownership;

/// <summary>What ownership goes by.</summary>
/// <param name="Identifier">Who this processor is.</param>
/// <param name="OwnerInstance">The nonce of this processor object.</param>
/// <param name="UpdateInterval">How often what is held is renewed.</param>
/// <param name="WatchInterval">How often the records are looked at, where lists are cheap; at most <paramref name="UpdateInterval"/>.</param>
/// <param name="Expiration">After how long without a renewal a partition counts as free.</param>
/// <param name="HandoverTimeout">How long an owner that was asked for a partition is waited for; zero to ask nobody.</param>
/// <param name="IsGreedy">Whether free partitions are taken as fast as they can be, and not one in each <paramref name="UpdateInterval"/>.</param>
internal sealed record OwnershipSettings(
    string Identifier, string OwnerInstance, TimeSpan UpdateInterval, TimeSpan WatchInterval, TimeSpan Expiration, TimeSpan HandoverTimeout, bool IsGreedy)
{
    /// <summary>The longest pause after failed or fruitless calls: 5 seconds, or the interval of renewals if that is shorter.</summary>
    public TimeSpan LongestPause => UpdateInterval > TimeSpan.Zero && UpdateInterval < MostPause ? UpdateInterval : MostPause;

    private static TimeSpan MostPause => TimeSpan.FromSeconds(5);

    /// <summary>The settings for processors of the SDK's own, whose balancers decide when the store is asked for what.</summary>
    public static OwnershipSettings ForSdk(string ownerInstance) => new(
        "", ownerInstance, UpdateInterval: TimeSpan.Zero, WatchInterval: TimeSpan.Zero, Expiration: TimeSpan.Zero, HandoverTimeout: TimeSpan.Zero, IsGreedy: true);

    /// <summary>The settings of a processor.</summary>
    public static OwnershipSettings Of(CheckpointingProcessorOptions options, string identifier) => new(
        identifier,
        Guid.NewGuid().ToString("N"),
        options.LoadBalancingUpdateInterval,
        options.BalancingTick,
        options.PartitionOwnershipExpirationInterval,
        options.HandoverTimeout,
        options.LoadBalancingStrategy == Azure.Messaging.EventHubs.Processor.LoadBalancingStrategy.Greedy);
}
