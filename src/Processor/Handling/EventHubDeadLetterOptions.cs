using Azure.Core;
using Azure.Messaging.EventHubs;

namespace Checkpointing.Processor.Handling;

/// <summary>The event hub that dead letters are sent to: the section <c>DeadLetter</c> of a processor's options.</summary>
public sealed class EventHubDeadLetterOptions
{
    /// <summary>A connection string of the event hub, or of its namespace together with <see cref="EventHubName"/>. Either this or <see cref="FullyQualifiedNamespace"/>.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The name under <c>ConnectionStrings</c> in configuration at which <see cref="ConnectionString"/> stands.</summary>
    public string? ConnectionName { get; set; }

    /// <summary>The host name of the namespace; the sink then authenticates with <see cref="Credential"/>.</summary>
    public string? FullyQualifiedNamespace { get; set; }

    /// <summary>The name of the event hub; may be left out if the connection string has <c>EntityPath</c>.</summary>
    public string? EventHubName { get; set; }

    /// <summary>The credential for <see cref="FullyQualifiedNamespace"/>; set in code. Unless set, that of the processor.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>How sending is retried before a dead letter counts as not stored.</summary>
    public EventHubsRetryOptions RetryOptions { get; set; } = new();
}
