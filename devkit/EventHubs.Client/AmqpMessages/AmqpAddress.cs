#nullable enable
using System.ComponentModel;

namespace Azure.Core.Amqp;

/// <summary>The address of an AMQP node (OASIS AMQP 1.0, section 3.2.12).</summary>
public readonly struct AmqpAddress : IEquatable<AmqpAddress>
{
    private readonly string _address;

    /// <summary>Wraps an address.</summary>
    /// <param name="address">The text of the address; not <see langword="null"/>.</param>
    public AmqpAddress(string address)
    {
        ArgumentNullException.ThrowIfNull(address);
        _address = address;
    }

    /// <summary>Compares two addresses by their text, ordinally.</summary>
    public static bool operator ==(AmqpAddress left, AmqpAddress right) => left.Equals(right);

    /// <summary>Compares two addresses by their text, ordinally.</summary>
    public static bool operator !=(AmqpAddress left, AmqpAddress right) => !left.Equals(right);

    /// <inheritdoc/>
    public bool Equals(AmqpAddress other) => string.Equals(_address, other._address, StringComparison.Ordinal);

    /// <summary>Compares the address with a text, ordinally.</summary>
    public bool Equals(string other) => string.Equals(_address, other, StringComparison.Ordinal);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object? obj) => obj is AmqpAddress other && Equals(other);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(_address ?? string.Empty);

    /// <summary>The text of the address.</summary>
    public override string ToString() => _address;
}
