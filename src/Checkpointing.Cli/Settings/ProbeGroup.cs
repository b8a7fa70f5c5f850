namespace Checkpointing.Cli.Settings;

/// <summary>The group in which <c>doctor --write</c> tries what a store takes. If one is ever left behind, it is nobody's group, and no verb takes it for one.</summary>
internal static class ProbeGroup
{
    private const string Namespace = "checkpoints.doctor";
    private const string Hub = "probe";

    /// <summary>One that nobody has.</summary>
    public static ConsumerGroup Make() => new(Namespace, Hub, Guid.NewGuid().ToString("n"));

    /// <summary>Whether a group is such a one.</summary>
    public static bool Is(ConsumerGroup group) =>
        group.FullyQualifiedNamespace.Equals(Namespace, StringComparison.OrdinalIgnoreCase) && group.EventHubName.Equals(Hub, StringComparison.OrdinalIgnoreCase);
}
