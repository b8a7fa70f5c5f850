using System.Text;
using System.Text.Unicode;

namespace Quickstart;

/// <summary>The lines by which a processor tells the run what it did. A line is out of the process before the call returns, so a crash cannot take it back.</summary>
internal sealed class Reports(Stream output)
{
    /// <summary>An event was processed: partition, epoch, sequence number.</summary>
    public const string Event = "E";

    /// <summary>A checkpoint was stored: partition, epoch, sequence number.</summary>
    public const string Checkpoint = "C";

    private readonly Lock _guard = new();

    public void Write(string kind, string partitionId, long epoch, long sequenceNumber)
    {
        Span<byte> line = stackalloc byte[256];
        if (!Utf8.TryWrite(line, $"{kind} {partitionId} {epoch} {sequenceNumber}\n", out int length))
        {
            line = Encoding.UTF8.GetBytes($"{kind} {partitionId} {epoch} {sequenceNumber}\n");
            length = line.Length;
        }

        lock (_guard)
        {
            output.Write(line[..length]);
            output.Flush();
        }
    }
}
