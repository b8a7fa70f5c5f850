#nullable enable
using System.ComponentModel;

namespace Azure.Core.Amqp;

/// <summary>A message or correlation identifier, in its textual form (OASIS AMQP 1.0, sections 3.2.11 to 3.2.14).</summary>
public readonly struct AmqpMessageId : IEquatable<AmqpMessageId>
{
    private readonly string _messageId;

    /// <summary>Wraps an identifier.</summary>
    /// <param name="messageId">The text of the identifier; not <see langword="null"/>.</param>
    public AmqpMessageId(string messageId)
    {
        ArgumentNullException.ThrowIfNull(messageId);
        _messageId = messageId;
    }

    /// <summary>Compares two identifiers by their text, ordinally.</summary>
    public static bool operator ==(AmqpMessageId left, AmqpMessageId right) => left.Equals(right);

    /// <summary>Compares two identifiers by their text, ordinally.</summary>
    public static bool operator !=(AmqpMessageId left, AmqpMessageId right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(AmqpMessageId other) => string.Equals(_messageId, other._messageId, StringComparison.Ordinal);

    /// <summary>Compares the identifier with a text, ordinally.</summary>
    public bool Equals(string other) => string.Equals(_messageId, other, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is AmqpMessageId other && Equals(other);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_messageId ?? string.Empty);

    /// <summary>The text of the identifier.</summary>
    public override string ToString() => _messageId;
}
