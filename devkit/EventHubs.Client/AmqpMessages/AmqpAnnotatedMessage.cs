#nullable enable
namespace Azure.Core.Amqp;

/// <summary>
/// An AMQP message with its annotations (OASIS AMQP 1.0, section 3.2). A subset of the type that the package Azure.Core.Amqp
/// provides: without <c>FromBytes</c> and <c>ToBytes</c>.
/// </summary>
public class AmqpAnnotatedMessage
{
    private Dictionary<string, object?>? _applicationProperties;
    private Dictionary<string, object?>? _deliveryAnnotations;
    private Dictionary<string, object?>? _messageAnnotations;
    private Dictionary<string, object?>? _footer;
    private AmqpMessageHeader? _header;
    private AmqpMessageProperties? _properties;

    /// <summary>Makes a message of a body alone.</summary>
    /// <param name="body">The body; not <see langword="null"/>.</param>
    public AmqpAnnotatedMessage(AmqpMessageBody body)
    {
        ArgumentNullException.ThrowIfNull(body);
        Body = body;
    }

    /// <summary>The application's own properties; created when first read.</summary>
    public IDictionary<string, object?> ApplicationProperties => _applicationProperties ??= [];

    /// <summary>The body.</summary>
    public AmqpMessageBody Body { get; set; }

    /// <summary>Annotations of the last hop; created when first read.</summary>
    public IDictionary<string, object?> DeliveryAnnotations => _deliveryAnnotations ??= [];

    /// <summary>What followed the body; created when first read.</summary>
    public IDictionary<string, object?> Footer => _footer ??= [];

    /// <summary>The header; created when first read.</summary>
    public AmqpMessageHeader Header => _header ??= new AmqpMessageHeader();

    /// <summary>Annotations that travel with the message; created when first read.</summary>
    public IDictionary<string, object?> MessageAnnotations => _messageAnnotations ??= [];

    /// <summary>The standard properties; created when first read.</summary>
    public AmqpMessageProperties Properties => _properties ??= new AmqpMessageProperties();

    /// <summary>Whether a section exists, without creating it.</summary>
    public bool HasSection(AmqpMessageSection section) => section switch
    {
        AmqpMessageSection.Header => _header is not null,
        AmqpMessageSection.DeliveryAnnotations => _deliveryAnnotations is not null,
        AmqpMessageSection.MessageAnnotations => _messageAnnotations is not null,
        AmqpMessageSection.Properties => _properties is not null,
        AmqpMessageSection.ApplicationProperties => _applicationProperties is not null,
        AmqpMessageSection.Body => Body is not null,
        AmqpMessageSection.Footer => _footer is not null,
        _ => throw new ArgumentException($"Unknown section of an AMQP message: {section}.", nameof(section)),
    };
}
