using System.Diagnostics;

namespace Harness;

/// <summary>The disk that the servers of a run write to: that of temporary folders.</summary>
internal static class Disk
{
    private const int BlockSize = 4096;
    private const int Writes = 50;

    /// <summary>How long it takes to have a block on disk: the median of some writes, each waited for until it is there. Whatever is durable takes at least as long.</summary>
    public static TimeSpan SyncTime()
    {
        string path = Path.Combine(Path.GetTempPath(), $"checkpointing-disk-{Guid.NewGuid():n}");
        using FileStream file = new(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        byte[] block = new byte[BlockSize];
        List<TimeSpan> times = [];
        for (int write = 0; write < Writes; write++)
        {
            long started = Stopwatch.GetTimestamp();
            file.Write(block);
            file.Flush(flushToDisk: true);
            times.Add(Stopwatch.GetElapsedTime(started));
        }

        return times.Order().ElementAt(Writes / 2);
    }
}
