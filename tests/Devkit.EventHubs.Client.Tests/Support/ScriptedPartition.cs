using System.Globalization;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Consumer;

namespace Devkit.EventHubs.Client.Tests.Support;

/// <summary>The events of a partition. Offsets are ten times the sequence numbers, so that nobody confuses the two.</summary>
internal sealed class ScriptedPartition
{
    private readonly Lock _gate = new();
    private readonly List<EventData> _events = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Publish(int count)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            for (var i = 0; i < count; i++)
            {
                var number = _events.Count;
                _events.Add(EventHubsModelFactory.EventData(
                    new BinaryData("e" + number.ToString(CultureInfo.InvariantCulture)),
                    sequenceNumber: number,
                    offsetString: (number * 10).ToString(CultureInfo.InvariantCulture),
                    enqueuedTime: DateTimeOffset.UnixEpoch));
            }

            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }

    public int IndexOf(EventPosition position)
    {
        if (position.OffsetString == "-1")
        {
            return 0;
        }

        lock (_gate)
        {
            return position.OffsetString == "@latest"
                ? _events.Count
                : (int.Parse(position.OffsetString, CultureInfo.InvariantCulture) / 10) + (position.IsInclusive ? 0 : 1);
        }
    }

    public (IReadOnlyList<EventData> Events, Task Changed) Read(int index, int count)
    {
        lock (_gate)
        {
            return (_events.Skip(index).Take(count).ToList(), _changed.Task);
        }
    }
}
