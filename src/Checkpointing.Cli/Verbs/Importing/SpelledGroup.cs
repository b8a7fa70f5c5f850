using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Settings;

namespace Checkpointing.Cli.Verbs.Importing;

/// <summary>A group with the capitals of its names, which others kept.</summary>
internal sealed record SpelledGroup(string Namespace, string Hub, string Group)
{
    /// <summary>The group that is meant, as it was typed or as the settings spell it.</summary>
    public static SpelledGroup Find(ToolSettings settings, GroupChoice choice) => GroupFinder.Spelled(settings, choice) is (var ns, var hub, var group)
        ? new SpelledGroup(ns, hub, group)
        : throw new CliException(ExitCode.Misused, "which group? Give the processor's settings, or --group namespace/hub/group, spelled as the other program spelled it.");

    /// <summary>The group, as stores know it.</summary>
    public ConsumerGroup ToGroup() => new(Namespace, Hub, Group);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Hub}/{Group}";
}
