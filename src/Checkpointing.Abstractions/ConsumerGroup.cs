namespace Checkpointing;

/// <summary>
/// The identity under which ownership and checkpoints are kept: fully qualified namespace, event hub and consumer group.
/// </summary>
/// <remarks>
/// Event Hubs compares the three names without case, so they are lower-cased (invariant culture) when the value is made; every store and
/// every SDK that lower-cases (.NET, JavaScript, Python) then agrees on one record. Partition ids are not part of it and compare exactly.
/// </remarks>
public sealed record ConsumerGroup
{
    /// <summary>Makes the identity of a consumer group.</summary>
    /// <param name="fullyQualifiedNamespace">The host name of the namespace, such as <c>contoso.servicebus.windows.net</c>; no scheme, no port.</param>
    /// <param name="eventHubName">The name of the event hub.</param>
    /// <param name="name">The name of the consumer group, such as <c>$Default</c>.</param>
    /// <exception cref="ArgumentException">A name is empty or only white space.</exception>
    public ConsumerGroup(string fullyQualifiedNamespace, string eventHubName, string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fullyQualifiedNamespace);
        ArgumentException.ThrowIfNullOrWhiteSpace(eventHubName);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        FullyQualifiedNamespace = fullyQualifiedNamespace.ToLowerInvariant();
        EventHubName = eventHubName.ToLowerInvariant();
        Name = name.ToLowerInvariant();
    }

    /// <summary>The lower-cased host name of the namespace.</summary>
    public string FullyQualifiedNamespace { get; }

    /// <summary>The lower-cased name of the event hub.</summary>
    public string EventHubName { get; }

    /// <summary>The lower-cased name of the consumer group.</summary>
    public string Name { get; }

    /// <summary>The three names separated by slashes, for people to read.</summary>
    public override string ToString() => $"{FullyQualifiedNamespace}/{EventHubName}/{Name}";
}
