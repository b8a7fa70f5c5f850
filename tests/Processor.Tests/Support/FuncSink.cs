using Checkpointing.Processor.Handling;

namespace Processor.Tests.Support;

/// <summary>A sink that keeps dead letters in a list, after it has done what a test says.</summary>
internal sealed class FuncSink(Func<DeadLetter, CancellationToken, Task>? before = null) : IDeadLetterSink
{
    private readonly List<DeadLetter> _letters = [];

    public DeadLetter[] Letters
    {
        get
        {
            lock (_letters)
            {
                return [.. _letters];
            }
        }
    }

    public async Task StoreAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (before is not null)
        {
            await before(letter, cancellationToken);
        }

        lock (_letters)
        {
            _letters.Add(letter);
        }
    }
}
