#nullable enable
namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>
/// How many events the service may send ahead. With a count, that many, renewed in portions as events are taken. With a size, as
/// many as fit by the average of what arrived so far. With neither, what each call asks for. Not safe for concurrent use.
/// </summary>
internal sealed class PrefetchWindow
{
    private const uint LargestPortion = 100;
    private const uint SizedMinimum = 10;
    private const uint SizedMaximum = 10_000;

    private readonly long? _sizeInBytes;
    private uint _target;
    private uint _taken;
    private long _arrivedCount;
    private long _arrivedBytes;

    public PrefetchWindow(int count, long? sizeInBytes)
    {
        _sizeInBytes = count > 0 ? sizeInBytes : null;
        _target = _sizeInBytes.HasValue ? SizedMinimum : (uint)count;
    }

    /// <summary>The credit to begin with.</summary>
    public uint InitialCredit => _target;

    public void Arrived(int sizeInBytes)
    {
        _arrivedCount++;
        _arrivedBytes += sizeInBytes;
    }

    /// <summary>Notes that events were taken.</summary>
    /// <returns>The credit to grant now, or 0.</returns>
    public uint Taken(int count)
    {
        _taken += (uint)count;
        if (_target == 0 || _taken < Math.Max(1, Math.Min(LargestPortion, _target * 2 / 3)))
        {
            return 0;
        }

        var credit = _taken + Grow();
        _taken = 0;
        return credit;
    }

    /// <summary>The credit to grant before a wait, when nothing is granted ahead.</summary>
    public uint CreditForWait(int maximumCount, uint outstanding) =>
        _target == 0 && outstanding < maximumCount ? (uint)maximumCount - outstanding : 0;

    private uint Grow()
    {
        if (_sizeInBytes is not { } size || _arrivedBytes == 0)
        {
            return 0;
        }

        var target = (uint)Math.Clamp(size * _arrivedCount / _arrivedBytes, SizedMinimum, SizedMaximum);
        var growth = target > _target ? target - _target : 0;
        _target += growth;
        return growth;
    }
}
