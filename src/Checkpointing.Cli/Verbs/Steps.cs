using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs;

/// <summary>
/// Work on many partitions, some at a time. Ctrl-C ends it between two steps: the one under way is brought to its end, which is told at once, and then it is told how far the work has come.
/// So it is where a step fails.
/// </summary>
internal sealed class Steps : IDisposable
{
    private readonly int _total;
    private readonly string _noun;
    private readonly string _done;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenRegistration _interruption;
    private readonly ProgressLine _progress;
    private int _doneSoFar;

    /// <param name="screen">Where an interruption is told.</param>
    /// <param name="total">How many partitions there are in all.</param>
    /// <param name="noun">What each is, such as <c>checkpoint</c>.</param>
    /// <param name="done">What is done with it, such as <c>copied to Redis</c>.</param>
    /// <param name="cancellationToken">Ends the work between two steps.</param>
    public Steps(Screen screen, int total, string noun, string done, CancellationToken cancellationToken)
    {
        _total = total;
        _noun = noun;
        _done = done;
        _cancellationToken = cancellationToken;
        _progress = new ProgressLine(done, total);
        _interruption = cancellationToken.Register(() => screen.Remark("interrupted: the step under way is brought to its end"));
    }

    private string Progress => $"{Words.Count(_doneSoFar)} of {Words.Count(_total, _noun)} {_done}";

    /// <summary>Works on some of the partitions.</summary>
    /// <param name="items">Those.</param>
    /// <param name="size">How many a step has at most.</param>
    /// <param name="step">Carries out a step as a whole, and gives for how many it was done.</param>
    /// <exception cref="CliException">It was interrupted, or a step failed.</exception>
    public async Task RunAsync<T>(T[] items, int size, Func<T[], Task<int>> step)
    {
        foreach (T[] some in items.Chunk(size))
        {
            if (_cancellationToken.IsCancellationRequested)
            {
                throw new CliException(ExitCode.Interrupted, $"interrupted: {Progress}; the others are as they were, and the same command does the rest");
            }

            try
            {
                _doneSoFar += await step(some).ConfigureAwait(false);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                (int exitCode, string message) = Failures.Explain(failure);
                throw new CliException(
                    _doneSoFar > 0 ? ExitCode.Failed : exitCode, $"{message.TrimEnd('.')}. Until then {Progress}; the same command does the rest.", failure);
            }

            _progress.Add(some.Length);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _interruption.Dispose();
        _progress.Dispose();
    }
}
