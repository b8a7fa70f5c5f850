using Checkpointing;
using CrashHarness.Journals;
using CrashHarness.Oracle;

namespace CrashHarness.Tests;

/// <summary>The evidence of a small run with one partition, told step by step; each step is a second later than the one before.</summary>
internal sealed class Story
{
    public const string Partition = "0";
    public const int Bound = 5;

    private readonly List<JournalEntry> _entries = [];
    private readonly List<Rewind> _rewinds = [];
    private readonly List<StoreSample> _samples = [];
    private TimeSpan _now = TimeSpan.FromSeconds(1);
    private PartitionOwnership _ownership = new(Partition, "", 0, "v", default);
    private Checkpoint? _checkpoint;

    public bool EpochsAreShared { get; init; } = true;

    /// <summary>Somebody takes the partition.</summary>
    public Story Claims(string owner, long epoch)
    {
        _ownership = _ownership with { OwnerId = owner, Epoch = epoch };
        return this;
    }

    /// <summary>A process, named as its owner unless told otherwise, handles events.</summary>
    public Story Handles(string owner, long epoch, long first, long last, int? process = null)
    {
        for (long number = first; number <= last; number++)
        {
            _entries.Add(new JournalEntry(process ?? owner[^1], owner, Partition, epoch, number, Step()));
        }

        return this;
    }

    /// <summary>The store comes to hold a checkpoint.</summary>
    public Story Stores(string writer, long epoch, long position)
    {
        _checkpoint = new Checkpoint(Partition, position, null, epoch, writer, default);
        return this;
    }

    public Story IsRewound(long position, long epoch)
    {
        _rewinds.Add(new Rewind(Partition, position, epoch, Step(), Step()));
        Claims("", epoch);
        return Stores("rewinder", epoch, position);
    }

    /// <summary>The run looks at the store.</summary>
    public Story IsSeen()
    {
        _samples.Add(new StoreSample(Step(), Step(), [_ownership], _checkpoint is null ? [] : [_checkpoint], []));
        return this;
    }

    public Evidence Ends(long last) => new()
    {
        LastPublished = new Dictionary<string, long> { [Partition] = last },
        Entries = _entries,
        Rewinds = _rewinds,
        Samples = _samples,
        MaxUncheckpointedEvents = Bound,
        Rewinder = "rewinder",
        EpochsAreShared = EpochsAreShared,
    };

    public Judgement IsJudged(long last) => Judgement.Of(Ends(last));

    private TimeSpan Step() => _now += TimeSpan.FromSeconds(1);
}
