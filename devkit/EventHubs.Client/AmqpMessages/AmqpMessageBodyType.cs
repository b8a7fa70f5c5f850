namespace Azure.Core.Amqp;

/// <summary>The three forms an AMQP body can take (OASIS AMQP 1.0, sections 3.2.6 to 3.2.8).</summary>
public enum AmqpMessageBodyType
{
    /// <summary>One or more sections of opaque bytes.</summary>
    Data = 0,

    /// <summary>One AMQP value.</summary>
    Value = 1,

    /// <summary>One or more sequences of AMQP values.</summary>
    Sequence = 2,
}
