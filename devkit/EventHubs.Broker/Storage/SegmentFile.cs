using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>
/// The file behind a segment: the same bytes, appended. Its name says where it begins, as
/// <c>{first sequence number}-{offset}.log</c>.
/// </summary>
internal sealed class SegmentFile : IDisposable
{
    private const string Extension = ".log";

    private readonly string _path;
    private readonly SafeFileHandle _handle;

    private SegmentFile(string path, FileMode mode)
    {
        _path = path;
        _handle = File.OpenHandle(path, mode, FileAccess.ReadWrite, FileShare.Read);
    }

    public static SegmentFile Create(string directory, long firstSequenceNumber, long baseOffset)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{firstSequenceNumber:D20}-{baseOffset:D20}{Extension}");
        return new SegmentFile(Path.Combine(directory, name), FileMode.CreateNew);
    }

    /// <summary>Opens the segments of a partition, oldest first.</summary>
    public static IEnumerable<(SegmentFile File, long FirstSequenceNumber, long BaseOffset)> OpenAll(string directory)
    {
        foreach (string path in Directory.EnumerateFiles(directory, "*" + Extension).Order(StringComparer.Ordinal))
        {
            string[] parts = Path.GetFileNameWithoutExtension(path).Split('-');
            yield return (
                new SegmentFile(path, FileMode.Open),
                long.Parse(parts[0], CultureInfo.InvariantCulture),
                long.Parse(parts[1], CultureInfo.InvariantCulture));
        }
    }

    public byte[] ReadAll()
    {
        var content = new byte[checked((int)RandomAccess.GetLength(_handle))];
        int read = 0;
        while (read < content.Length && RandomAccess.Read(_handle, content.AsSpan(read), read) is var count and > 0)
        {
            read += count;
        }

        return content;
    }

    public void Write(int position, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, position);

    /// <summary>Cuts off a tail that a crash left torn.</summary>
    public void Truncate(int length) => RandomAccess.SetLength(_handle, length);

    public void Delete()
    {
        _handle.Dispose();
        File.Delete(_path);
    }

    public void Dispose() => _handle.Dispose();
}
