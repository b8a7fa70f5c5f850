using System.Text.Json.Serialization;

namespace Compare.Results;

/// <summary>Everything that a run gave. Its JSON form is documented in docs/benchmarks.md.</summary>
internal sealed record RunResult
{
    /// <summary>The version of the form; it changes when a name or a meaning does.</summary>
    public const int CurrentSchema = 1;

    /// <summary>The version of the form.</summary>
    public int Schema { get; init; } = CurrentSchema;

    /// <summary>Whether it has no figures at all.</summary>
    [JsonIgnore]
    public bool IsEmpty => Operations.Count + Scenarios.Count + Throughput.Count + Costs.Count == 0;

    /// <summary>Where and when.</summary>
    public required RunHead Head { get; init; }

    /// <summary>Each store's operations.</summary>
    public List<OperationResult> Operations { get; init; } = [];

    /// <summary>Cold starts, crashes and deployments.</summary>
    public List<ScenarioResult> Scenarios { get; init; } = [];

    /// <summary>Events in a second with each policy.</summary>
    public List<ThroughputResult> Throughput { get; init; } = [];

    /// <summary>Requests, units and bytes.</summary>
    public List<CostResult> Costs { get; init; } = [];
}
