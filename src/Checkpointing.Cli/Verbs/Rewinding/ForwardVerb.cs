using Checkpointing.Cli.CommandLine;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary><c>forward</c>: events are skipped.</summary>
internal sealed class ForwardVerb(SharedOptions shared) : MoveVerb(
    "forward",
    "Moves checkpoints forward, so that events are SKIPPED: they are never processed. Shows the plan, asks, and then moves each partition in one atomic step, also under live processors.",
    isForward: true,
    shared,
    "checkpoints forward --by 1 --partition 7               # skips one poison event",
    "checkpoints forward --to-sequence 4712 --partition 7",
    "checkpoints forward --latest                           # gives up all that waits",
    "checkpoints forward --to-time 2026-01-31T08:00Z --dry-run");
