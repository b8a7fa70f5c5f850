using System.Globalization;

namespace Devkit.EventHubs.Broker.Storage;

/// <summary>The folder of a partition whose log is kept on disk: its segment files, and where it begins.</summary>
internal sealed class PartitionDirectory
{
    private const string BeginFile = "begin";

    private readonly string _path;

    public PartitionDirectory(string path)
    {
        _path = path;
        Directory.CreateDirectory(path);
    }

    public SegmentFile CreateSegment(long firstSequenceNumber, long baseOffset) => SegmentFile.Create(_path, firstSequenceNumber, baseOffset);

    /// <summary>Remembers how far retention or a test has moved the beginning. A crash in between keeps the older value.</summary>
    public void SaveBegin(long begin)
    {
        string target = Path.Combine(_path, BeginFile);
        string temporary = target + ".new";
        File.WriteAllText(temporary, begin.ToString(CultureInfo.InvariantCulture));
        File.Move(temporary, target, overwrite: true);
    }

    /// <summary>Reads the segments back. A tail that a crash tore off in the middle of a record is cut.</summary>
    /// <returns>Sequence number of the oldest event.</returns>
    /// <exception cref="InvalidDataException">There is damage before the tail.</exception>
    public long Recover(SegmentBuffers buffers, SegmentList segments)
    {
        SegmentFile? torn = null;
        long? oldest = null;
        foreach ((SegmentFile file, long firstSequenceNumber, long baseOffset) in SegmentFile.OpenAll(_path))
        {
            if (segments.Last is { } previous && previous.NextSequenceNumber != firstSequenceNumber)
            {
                throw new InvalidDataException(
                    $"The log in '{_path}' has a gap: event {previous.NextSequenceNumber} is damaged or missing, and event {firstSequenceNumber} is there. "
                    + "Delete the folder to begin anew.");
            }

            byte[] content = file.ReadAll();
            var segment = new Segment(buffers, content.Length, firstSequenceNumber, baseOffset, file);
            torn = segment.Recover(content) ? null : file;
            segments.Add(segment);
            oldest ??= firstSequenceNumber;
        }

        torn?.Truncate(segments.Last!.Length);
        string begin = Path.Combine(_path, BeginFile);
        long saved = File.Exists(begin) ? long.Parse(File.ReadAllText(begin), CultureInfo.InvariantCulture) : 0;
        return Math.Max(oldest ?? 0, saved);
    }
}
