namespace Devkit.Amqp.Connections;

/// <summary>What connections, sessions and links have in common: they are open for a time, and end once.</summary>
public abstract class AmqpEndpoint
{
    private readonly TaskCompletionSource<AmqpException?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AmqpException? _endedBy;

    private protected AmqpEndpoint()
    {
    }

    /// <summary>Whether both ends are there, and neither has said or done anything to end it.</summary>
    public bool IsOpen { get; private protected set; }

    /// <summary>
    /// Completes, and never fails, when this has come to its end: with null after an orderly one that either end asked for, or with what ended it
    /// (an error of its own, the end of the session or connection around it, the loss of the transport).
    /// </summary>
    public Task<AmqpException?> Closed => _closed.Task;

    /// <summary>The user's own object to go with this.</summary>
    public object? State { get; set; }

    /// <summary>Whether calls fail from now on, although the peer may not have answered yet.</summary>
    internal bool HasEnded => _endedBy is not null;

    internal void ThrowIfEnded()
    {
        if (_endedBy is not null)
        {
            throw EndException();
        }
    }

    /// <summary>What calls on an ended endpoint fail with: a new exception each time, because each has a stack of its own.</summary>
    internal AmqpException EndException() => _endedBy!.Again();

    /// <summary>Makes calls fail from now on.</summary>
    /// <returns>False if they did before.</returns>
    private protected bool BeginEnd(AmqpException cause)
    {
        IsOpen = false;
        if (_endedBy is not null)
        {
            return false;
        }

        _endedBy = cause;
        return true;
    }

    /// <summary>Completes <see cref="Closed"/>.</summary>
    private protected void CompleteEnd(AmqpException? result) => _closed.TrySetResult(result);
}
