using System.Text;
using System.Text.Unicode;

namespace CrashHarness.Journals;

/// <summary>
/// The file in which a processor process notes what it is through with. An entry is one write of the operating system, done before the call returns: killing the process
/// afterwards does not take it back.
/// </summary>
internal sealed class JournalWriter : IDisposable
{
    private readonly Lock _guard = new();
    private readonly FileStream _file;

    /// <param name="path">The file; made here.</param>
    public JournalWriter(string path) => _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(string partitionId, long epoch, long sequenceNumber)
    {
        Span<byte> line = stackalloc byte[128];
        lock (_guard)
        {
            if (!Utf8.TryWrite(line, $"{partitionId} {epoch} {sequenceNumber} {MonotonicTime.Now.Ticks}\n", out int length))
            {
                line = Encoding.UTF8.GetBytes($"{partitionId} {epoch} {sequenceNumber} {MonotonicTime.Now.Ticks}\n");
                length = line.Length;
            }

            _file.Write(line[..length]);
        }
    }

    public void Dispose() => _file.Dispose();
}
