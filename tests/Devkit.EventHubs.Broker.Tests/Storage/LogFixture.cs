using System.Text;
using Devkit.Amqp.Messaging;
using Devkit.EventHubs.Broker.Messages;
using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Tests.Storage;

/// <summary>A partition's log with a clock, and messages for it.</summary>
internal sealed class LogFixture : IDisposable
{
    private readonly string? _folder;

    public LogFixture(RetentionOptions? retention = null, bool onDisk = false, OffsetFormat offsets = OffsetFormat.Numeric)
    {
        Retention = retention ?? new RetentionOptions();
        Offsets = new OffsetText(offsets, "3");
        _folder = onDisk ? Directory.CreateTempSubdirectory("broker-log-").FullName : null;
        Log = Open();
    }

    public RetentionOptions Retention { get; }

    public OffsetText Offsets { get; }

    public ManualClock Clock { get; } = new();

    public SegmentBuffers Buffers { get; } = new();

    public string Folder => _folder!;

    public PartitionLog Log { get; private set; }

    public static IncomingMessage Message(int size, byte fill = (byte)'x')
    {
        byte[] body = new byte[size];
        body.AsSpan().Fill(fill);
        return EventEncoder.Encode(new NewEvent(body), partitionKey: null);
    }

    public static IncomingMessage Message(string body) => EventEncoder.Encode(new NewEvent(body), partitionKey: null);

    public long Append(params IncomingMessage[] messages) => Log.Append(messages);

    public void AppendOneByOne(int count, int size)
    {
        for (int i = 0; i < count; i++)
        {
            Append(Message(size, (byte)i));
        }
    }

    /// <summary>Sequence number and body of everything that is stored from a sequence number on.</summary>
    public List<(long SequenceNumber, string Body)> ReadAll(long from = 0)
    {
        List<(long, string)> found = [];
        long next = from;
        while (Log.TryLease(next, out LogLease lease))
        {
            using (lease)
            {
                for (next = lease.First; next < lease.End; next++)
                {
                    found.Add((lease[next].SequenceNumber, BodyOf(lease[next].Message)));
                }
            }
        }

        return found;
    }

    /// <summary>Closes the log and opens it again.</summary>
    public void Reopen(Action? meanwhile = null)
    {
        Log.Dispose();
        meanwhile?.Invoke();
        Log = Open();
    }

    public void Dispose()
    {
        Log.Dispose();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private static string BodyOf(ReadOnlyMemory<byte> message) => Encoding.UTF8.GetString(AmqpMessage.Decode(message).Data.Single().Span);

    private PartitionLog Open() => new(Buffers, Retention, Offsets, Clock, _folder is null ? null : new PartitionDirectory(_folder));
}
