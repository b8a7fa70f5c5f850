namespace Devkit.Amqp.Types;

/// <summary>
/// An array whose elements have no CLR array of their own: ubytes (a <c>byte[]</c> means binary), nulls, lists, maps, arrays, or described values.
/// Every other array is an ordinary <c>T[]</c>.
/// </summary>
public sealed class AmqpArray
{
    /// <summary>Makes an array.</summary>
    /// <param name="items">The elements, all of one type.</param>
    /// <param name="descriptor">The descriptor that the elements share, or null.</param>
    /// <exception cref="ArgumentException">The elements are of several types, or of one that AMQP does not have.</exception>
    public AmqpArray(IReadOnlyList<object?> items, object? descriptor = null)
        : this(items, descriptor, items.Count > 0 ? FormatCode.WidestFor(items[0]) : FormatCode.Null)
    {
        if (items.Any(item => FormatCode.WidestFor(item) != ElementCode))
        {
            throw new ArgumentException("The elements of an array are of one type.", nameof(items));
        }
    }

    internal AmqpArray(IReadOnlyList<object?> items, object? descriptor, byte elementCode)
    {
        Items = items;
        Descriptor = descriptor;
        ElementCode = elementCode;
    }

    /// <summary>The elements.</summary>
    public IReadOnlyList<object?> Items { get; }

    /// <summary>The descriptor that the elements share, or null.</summary>
    public object? Descriptor { get; }

    internal byte ElementCode { get; }
}
