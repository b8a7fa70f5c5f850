using System.Text;

namespace Devkit.EventHubs.Broker;

/// <summary>An event to publish without a client.</summary>
public sealed class NewEvent
{
    /// <summary>An event with a body of bytes.</summary>
    /// <param name="body">The body.</param>
    public NewEvent(ReadOnlyMemory<byte> body)
    {
        Body = body;
    }

    /// <summary>An event with a body of text in UTF-8.</summary>
    /// <param name="body">The body.</param>
    public NewEvent(string body)
        : this(Encoding.UTF8.GetBytes(body))
    {
    }

    /// <summary>The body.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Application properties, of the simple types that AMQP knows: text, numbers, truth values, Guid, DateTimeOffset and byte arrays.</summary>
    public IDictionary<string, object?> Properties { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}
