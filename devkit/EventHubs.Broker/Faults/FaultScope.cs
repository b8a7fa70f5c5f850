namespace Devkit.EventHubs.Broker.Faults;

/// <summary>
/// Which links a fault concerns. Every property that is set narrows it; a link that has no such property (a producer has no
/// consumer group) does not match then.
/// </summary>
public sealed record FaultScope
{
    /// <summary>Every link.</summary>
    public static FaultScope Everything { get; } = new();

    /// <summary>Kinds of links.</summary>
    public LinkKinds Links { get; init; } = LinkKinds.All;

    /// <summary>The hub; case does not matter.</summary>
    public string? Hub { get; init; }

    /// <summary>The partition.</summary>
    public string? PartitionId { get; init; }

    /// <summary>The consumer group; case does not matter.</summary>
    public string? ConsumerGroup { get; init; }

    /// <summary>
    /// The name that the client gave its consumer or producer (<c>Identifier</c>); an ending <c>*</c> stands for anything,
    /// a beginning one too: <c>*-worker</c> matches every reader of the processor named <c>worker</c>.
    /// </summary>
    public string? Client { get; init; }

    internal bool Matches(in FaultTarget target) =>
        Links.HasFlag(target.Kind)
        && MatchesName(Hub, target.Hub)
        && (PartitionId is null || PartitionId == target.PartitionId)
        && MatchesName(ConsumerGroup, target.ConsumerGroup)
        && MatchesClient(target.Client);

    private static bool MatchesName(string? wanted, string? actual) => wanted is null || wanted.Equals(actual, StringComparison.OrdinalIgnoreCase);

    private bool MatchesClient(string? actual)
    {
        if (Client is null || actual is null)
        {
            return Client is null;
        }

        string core = Client.Trim('*');
        return (Client.StartsWith('*'), Client.EndsWith('*')) switch
        {
            (true, true) => actual.Contains(core, StringComparison.Ordinal),
            (true, false) => actual.EndsWith(core, StringComparison.Ordinal),
            (false, true) => actual.StartsWith(core, StringComparison.Ordinal),
            _ => actual == Client,
        };
    }
}
