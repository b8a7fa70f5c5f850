namespace Azure.Core.Amqp;

/// <summary>The sections of an annotated message (OASIS AMQP 1.0, section 3.2).</summary>
public enum AmqpMessageSection
{
    /// <summary>Delivery details for intermediaries.</summary>
    Header = 0,

    /// <summary>Annotations for the next node only.</summary>
    DeliveryAnnotations = 1,

    /// <summary>Annotations for the whole way to the consumer.</summary>
    MessageAnnotations = 2,

    /// <summary>The standard properties of the bare message.</summary>
    Properties = 3,

    /// <summary>The application's own properties.</summary>
    ApplicationProperties = 4,

    /// <summary>The body.</summary>
    Body = 5,

    /// <summary>What follows the body.</summary>
    Footer = 6,
}
