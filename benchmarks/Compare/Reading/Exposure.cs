using Checkpointing;
using Harness.Readings;

namespace Compare.Reading;

/// <summary>The most events that stood uncovered while a course was read: what a crash at the worst moment would have had processed again.</summary>
/// <param name="course">The course; sequence numbers begin at 0.</param>
internal sealed class Exposure(Course course)
{
    private readonly Lock _guard = new();
    private readonly Dictionary<string, long> _covered = [];
    private long _sum;
    private long _most;

    /// <summary>The most so far.</summary>
    public long Most
    {
        get
        {
            lock (_guard)
            {
                return _most;
            }
        }
    }

    /// <summary>Notes checkpoints that were just stored: until now they covered nothing.</summary>
    public void Note(IReadOnlyList<CheckpointWrite> writes)
    {
        lock (_guard)
        {
            _most = Math.Max(_most, course.Handled - _sum);
            foreach (CheckpointWrite write in writes)
            {
                long covered = write.SequenceNumber + 1;
                _sum += covered - _covered.GetValueOrDefault(write.PartitionId);
                _covered[write.PartitionId] = covered;
            }
        }
    }
}
