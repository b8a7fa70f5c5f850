using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>How a partition's offsets look to clients: a plain number, or an opaque text that only the broker can read.</summary>
internal sealed class OffsetText
{
    /// <summary>Bytes that an offset takes at most.</summary>
    public const int MaximumLength = 64;

    private readonly string _prefix;
    private readonly byte[] _prefixBytes;

    public OffsetText(OffsetFormat format, string partitionId)
    {
        Form = format;
        _prefix = format == OffsetFormat.Opaque ? $"1:{partitionId}:" : "";
        _prefixBytes = Encoding.ASCII.GetBytes(_prefix);
    }

    /// <summary>Which of the two forms it is.</summary>
    public OffsetFormat Form { get; }

    /// <summary>Writes an offset in ASCII.</summary>
    /// <returns>Number of bytes written.</returns>
    public int Format(long offset, Span<byte> target)
    {
        _prefixBytes.CopyTo(target);
        Utf8Formatter.TryFormat(offset, target[_prefixBytes.Length..], out int digits);
        return _prefixBytes.Length + digits;
    }

    /// <summary>An offset as text; <c>-1</c> stands for none in either form.</summary>
    public string Format(long offset) => (offset < 0 ? "" : _prefix) + offset.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reads an offset that <see cref="Format(long)"/> wrote.</summary>
    /// <returns>False where the text has another form, or belongs to another partition.</returns>
    public bool TryParse(string text, out long offset)
    {
        offset = 0;
        return text.StartsWith(_prefix, StringComparison.Ordinal)
            && long.TryParse(text.AsSpan(_prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out offset);
    }
}
