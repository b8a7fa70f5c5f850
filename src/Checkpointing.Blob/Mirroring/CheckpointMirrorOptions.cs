using Checkpointing.Backends;
using Checkpointing.Blob.Layout;

namespace Checkpointing.Blob.Mirroring;

/// <summary>What is copied to blobs, how often, and where to: the section <c>Checkpointing:Mirror</c>.</summary>
public sealed class CheckpointMirrorOptions
{
    private static readonly TimeSpan LeastInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MostInterval = TimeSpan.FromHours(1);

    /// <summary>The default of <see cref="Interval"/>: 10 seconds.</summary>
    public static TimeSpan DefaultInterval => TimeSpan.FromSeconds(10);

    /// <summary>How long after one copy the next one begins; 1 second to 1 hour, 10 seconds by default. A checkpoint that has not moved costs no write.</summary>
    public TimeSpan Interval { get; set; } = DefaultInterval;

    /// <summary>
    /// The groups to copy, as <c>namespace/hub/group</c>. None, which is the default, for all that the store knows, which are listed before each copy.
    /// </summary>
    public IList<string> Groups { get; } = [];

    /// <summary>The container, as for the blob store. <see cref="BlobCheckpointStoreOptions.SpelledGroups"/> keeps the capitals of names for tools that look for them.</summary>
    public BlobCheckpointStoreOptions Blob { get; set; } = new();

    /// <summary>Names the container and the interval; never a key or a signature.</summary>
    public override string ToString() => $"every {Interval} to {Blob}";

    /// <summary>The groups that are named.</summary>
    internal ConsumerGroup[] NamedGroups => [.. Groups.Select(GroupOf).OfType<ConsumerGroup>()];

    /// <summary>Throws if a setting is missing or wrong.</summary>
    /// <param name="section">The path of the configuration section, for messages.</param>
    internal void Validate(string section)
    {
        SettingsViolations violations = new(section);
        violations.UnlessBetween(Interval, LeastInterval, MostInterval, nameof(Interval));
        foreach (string group in Groups)
        {
            violations.Unless(
                GroupOf(group) is not null, nameof(Groups), group, "it has to be 'namespace/hub/group', such as 'contoso.servicebus.windows.net/orders/$Default'.");
        }

        violations.ThrowIfAny<CheckpointMirrorOptions>();
        Blob.Validate($"{section}:{nameof(Blob)}", hasClient: false);
    }

    private static ConsumerGroup? GroupOf(string text) => BlobPaths.GroupOf(text + "/checkpoint/");
}
