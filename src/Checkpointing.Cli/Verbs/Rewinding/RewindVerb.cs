using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary><c>rewind</c>: events are processed again.</summary>
internal sealed class RewindVerb(SharedOptions shared) : MoveVerb(
    "rewind",
    "Moves checkpoints back, so that events are processed again. Shows the plan, asks, and then rewinds each partition in one atomic step, also under live processors.",
    isForward: false,
    shared,
    "checkpoints rewind --to-time 2026-01-31T02:40Z         # all partitions: what came since 02:40",
    "checkpoints rewind --to-time -90m --dry-run            # the last 90 minutes; shows the plan only",
    "checkpoints rewind --back 1000 --partition 7",
    "checkpoints rewind --to-sequence 4711 --partition 7 --yes",
    "checkpoints rewind --earliest --partition 0-3");
