namespace Checkpointing.Cli.Verbs.Groups;

/// <summary>A consumer group by its three names.</summary>
internal sealed record GroupEntry(string Namespace, string Hub, string Group);
