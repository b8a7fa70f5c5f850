namespace Checkpointing.Processor.Receiving;

/// <summary>The names of a processor, in the caller's casing.</summary>
/// <param name="FullyQualifiedNamespace">The host name of the namespace.</param>
/// <param name="EventHubName">The name of the event hub.</param>
/// <param name="ConsumerGroup">The name of the consumer group.</param>
/// <param name="Identifier">The identifier of the processor.</param>
internal sealed record ProcessorNames(string FullyQualifiedNamespace, string EventHubName, string ConsumerGroup, string Identifier)
{
    /// <summary>The identity under which stores keep the group.</summary>
    public ConsumerGroup Group { get; } = new(FullyQualifiedNamespace, EventHubName, ConsumerGroup);
}
