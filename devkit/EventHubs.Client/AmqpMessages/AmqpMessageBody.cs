#nullable enable
using System.ComponentModel;

namespace Azure.Core.Amqp;

/// <summary>The body of a message: data sections, a value, or sequences.</summary>
public class AmqpMessageBody
{
    private readonly IEnumerable<ReadOnlyMemory<byte>>? _data;
    private readonly object? _value;
    private readonly IEnumerable<IList<object>>? _sequence;

    /// <summary>Makes a body of data sections.</summary>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public AmqpMessageBody(IEnumerable<ReadOnlyMemory<byte>> data)
    {
        ArgumentNullException.ThrowIfNull(data);
        _data = data;
        BodyType = AmqpMessageBodyType.Data;
    }

    private AmqpMessageBody(AmqpMessageBodyType type, object? value, IEnumerable<IList<object>>? sequence)
    {
        BodyType = type;
        _value = value;
        _sequence = sequence;
    }

    /// <summary>Which of the three forms this body has.</summary>
    public AmqpMessageBodyType BodyType { get; }

    /// <summary>Makes a body of data sections.</summary>
    public static AmqpMessageBody FromData(IEnumerable<ReadOnlyMemory<byte>> data) => new(data);

    /// <summary>Makes a body of sequence sections.</summary>
    public static AmqpMessageBody FromSequence(IEnumerable<IList<object>> sequence)
    {
        ArgumentNullException.ThrowIfNull(sequence);
        return new AmqpMessageBody(AmqpMessageBodyType.Sequence, null, sequence);
    }

    /// <summary>Makes a body of one value.</summary>
    public static AmqpMessageBody FromValue(object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new AmqpMessageBody(AmqpMessageBodyType.Value, value, null);
    }

    /// <summary>Reads the data sections; <see langword="false"/> when the body has another form.</summary>
    public bool TryGetData(out IEnumerable<ReadOnlyMemory<byte>>? data)
    {
        data = _data;
        return BodyType == AmqpMessageBodyType.Data;
    }

    /// <summary>Reads the sequence sections; <see langword="false"/> when the body has another form.</summary>
    public bool TryGetSequence(out IEnumerable<IList<object>>? sequence)
    {
        sequence = _sequence;
        return BodyType == AmqpMessageBodyType.Sequence;
    }

    /// <summary>Reads the value; <see langword="false"/> when the body has another form.</summary>
    public bool TryGetValue(out object? value)
    {
        value = _value;
        return BodyType == AmqpMessageBodyType.Value;
    }
}
