namespace Azure.Core.Amqp;

/// <summary>The header section (OASIS AMQP 1.0, section 3.2.1).</summary>
public class AmqpMessageHeader
{
    internal AmqpMessageHeader()
    {
    }

    /// <summary>How many earlier attempts to deliver the message failed.</summary>
    public uint? DeliveryCount { get; set; }

    /// <summary>Whether nodes must keep the message through a restart.</summary>
    public bool? Durable { get; set; }

    /// <summary>Whether nobody else has acquired the message before.</summary>
    public bool? FirstAcquirer { get; set; }

    /// <summary>The relative priority; 4 is the specification's default.</summary>
    public byte? Priority { get; set; }

    /// <summary>How long the message is of use; milliseconds on the wire.</summary>
    public TimeSpan? TimeToLive { get; set; }

    internal bool IsPresent =>
        DeliveryCount.HasValue || Durable.HasValue || FirstAcquirer.HasValue || Priority.HasValue || TimeToLive.HasValue;
}
