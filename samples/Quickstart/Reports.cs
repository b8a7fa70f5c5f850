using System.Text;

namespace Quickstart;

/// <summary>The lines by which a processor tells the run what it did. A line is out of the process before the call returns, so a crash cannot take it back.</summary>
internal sealed class Reports(Stream output)
{
    public const string Event = "E";
    public const string Checkpoint = "C";

    private readonly Lock _guard = new();

    public void Write(string kind, string partitionId, long sequenceNumber)
    {
        Span<byte> line = stackalloc byte[256];
        if (!System.Text.Unicode.Utf8.TryWrite(line, $"{kind} {partitionId} {sequenceNumber}\n", out int length))
        {
            line = Encoding.UTF8.GetBytes($"{kind} {partitionId} {sequenceNumber}\n");
            length = line.Length;
        }

        lock (_guard)
        {
            output.Write(line[..length]);
            output.Flush();
        }
    }
}
