using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Devkit.Amqp.Types;

/// <summary>
/// A map in the order it was written (part 1, section 1.6.23). The type of a key counts: annotations and filters are keyed by
/// <see cref="AmqpSymbol"/>, application properties by <see cref="string"/>.
/// </summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "The specification's word is map.")]
public sealed class AmqpMap : IReadOnlyCollection<KeyValuePair<object, object?>>
{
    private readonly Dictionary<object, object?> _entries;

    /// <summary>Makes an empty map.</summary>
    public AmqpMap()
        : this(0)
    {
    }

    internal AmqpMap(int capacity) => _entries = new Dictionary<object, object?>(capacity);

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <summary>The value of a key; null if the key is absent.</summary>
    public object? this[object key]
    {
        get => _entries.GetValueOrDefault(key);
        set => _entries[key] = value;
    }

    /// <summary>Adds an entry.</summary>
    /// <exception cref="ArgumentException">The key is there already.</exception>
    public void Add(object key, object? value) => _entries.Add(key, value);

    /// <summary>Removes an entry.</summary>
    public bool Remove(object key) => _entries.Remove(key);

    /// <summary>Whether there is an entry with that key.</summary>
    public bool ContainsKey(object key) => _entries.ContainsKey(key);

    /// <summary>Looks up a key.</summary>
    public bool TryGetValue(object key, out object? value) => _entries.TryGetValue(key, out value);

    /// <summary>Looks up a key whose value must be of an exact type.</summary>
    /// <returns>False if the key is absent, or its value null or of another type (an int is no long).</returns>
    public bool TryGet<T>(object key, [MaybeNullWhen(false)] out T value)
    {
        if (_entries.TryGetValue(key, out object? found) && found is T typed)
        {
            value = typed;
            return true;
        }

        value = default;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<object, object?>> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
