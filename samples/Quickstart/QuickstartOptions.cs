namespace Quickstart;

/// <summary>What a run was asked to do.</summary>
internal sealed record QuickstartOptions
{
    public const int DefaultEvents = 100_000;
    public const int DefaultPartitions = 8;
    public const int DefaultProcessors = 3;
    public const string DefaultStore = "Sqlite";
    public const string DefaultHub = "orders";
    public const string DefaultConsumerGroup = "$Default";

    public int Events { get; init; } = DefaultEvents;

    public int Partitions { get; init; } = DefaultPartitions;

    public int Processors { get; init; } = DefaultProcessors;

    public string Store { get; init; } = DefaultStore;

    /// <summary>Configuration files, later ones win.</summary>
    public IReadOnlyList<string> ConfigurationFiles { get; init; } = [];

    /// <summary>Single settings, <c>key=value</c>; they win over files and environment.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>A real namespace or another broker; null starts a broker in this process.</summary>
    public string? ConnectionString { get; init; }

    public string Hub { get; init; } = DefaultHub;

    public string ConsumerGroup { get; init; } = DefaultConsumerGroup;
}
