namespace Compare;

/// <summary>The kinds of work.</summary>
internal static class Work
{
    public const string Operations = "operations";
    public const string ColdStart = "cold-start";
    public const string Deployments = "deployments";
    public const string Throughput = "throughput";
    public const string Cost = "cost";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> Names { get; } = [Operations, ColdStart, Deployments, Throughput, Cost];
}
