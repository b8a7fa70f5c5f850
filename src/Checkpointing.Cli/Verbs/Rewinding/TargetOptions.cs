using System.CommandLine;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Processor.Rewinding;

namespace Checkpointing.Cli.Verbs.Rewinding;

/// <summary>The options that say where to.</summary>
internal sealed class TargetOptions
{
    private readonly Option<long?> _sequence = new("--to-sequence") { Description = "The event of this sequence number is processed next.", HelpName = "number" };
    private readonly Option<string?> _offset = new("--to-offset") { Description = "The event at this offset is processed next; name its partition.", HelpName = "offset" };
    private readonly Option<string?> _time = new("--to-time") { Description = "The first event that was enqueued at this time or later, such as 2026-01-31T02:40Z (with Z or an offset), or 90m ago as -90m.", HelpName = "time" };
    private readonly Option<long?> _steps;
    private readonly Option<bool> _earliest = new("--earliest") { Description = "The first event that the hub has." };
    private readonly Option<bool> _latest = new("--latest") { Description = "Behind the newest event." };
    private readonly bool _isForward;

    public TargetOptions(bool isForward)
    {
        _isForward = isForward;
        _steps = isForward
            ? new("--by") { Description = "So many events are skipped, from the one that is processed next. Name the partition.", HelpName = "n" }
            : new("--back") { Description = "So many events before the checkpoint are processed again.", HelpName = "n" };
        WholeNumber.Require(_sequence, 0);
        WholeNumber.Require(_steps, 1);
    }

    /// <summary>The options.</summary>
    public IReadOnlyList<Option> Options => [_sequence, _offset, _time, _steps, _earliest, _latest];

    /// <summary>Reads the target.</summary>
    /// <param name="context">The command.</param>
    /// <param name="partitions">The partitions that are named; null for all.</param>
    /// <param name="present">Tells the event that is processed next in the one partition that is named; asked for steps forward only.</param>
    public async Task<RewindTarget> ReadAsync(VerbContext context, string[]? partitions, Func<Task<long>> present)
    {
        Option[] given = [.. Options.Where(option => context.Arguments.GetResult(option) is { Implicit: false })];
        if (given.Length != 1)
        {
            throw new CliException(
                ExitCode.Misused, $"{(given.Length == 0 ? "where to?" : "one target only.")} Give one of {string.Join(", ", Options.Select(option => option.Name))}.");
        }

        return 0 switch
        {
            _ when context.Get(_sequence) is { } number => RewindTarget.FromSequenceNumber(number),
            _ when context.Get(_offset) is { } offset => string.IsNullOrWhiteSpace(offset)
                ? throw new CliException(ExitCode.Misused, $"{_offset.Name} is empty: it takes the offset of an event, as the hub tells it.")
                : partitions is not [_]
                    ? throw new CliException(ExitCode.Misused, $"{_offset.Name} is a place in one partition: name it with --partition.")
                    : RewindTarget.FromOffset(offset),
            _ when context.Get(_time) is { } time => TargetText.ReadTime(time, context.Clock.GetUtcNow(), _time.Name),
            _ when context.Get(_steps) is { } steps => await StepAsync(steps, present).ConfigureAwait(false),
            _ when context.Get(_earliest) => RewindTarget.Earliest,
            _ => RewindTarget.Latest,
        };
    }

    private async Task<RewindTarget> StepAsync(long steps, Func<Task<long>> present)
    {
        if (!_isForward)
        {
            return RewindTarget.Back(steps);
        }

        long next = await present().ConfigureAwait(false);
        return RewindTarget.FromSequenceNumber(next + Math.Min(steps, long.MaxValue - next));
    }
}
