namespace Devkit.Amqp.Connections;

/// <summary>Failures that somebody may be waiting for, or nobody.</summary>
internal static class Completions
{
    /// <summary>Fails a task without complaint if nobody ever looks at it.</summary>
    public static void Fail(this TaskCompletionSource completion, AmqpException exception)
    {
        if (completion.TrySetException(exception.Again()))
        {
            _ = completion.Task.Exception;
        }
    }

    /// <inheritdoc cref="Fail(TaskCompletionSource, AmqpException)"/>
    public static void Fail<T>(this TaskCompletionSource<T> completion, AmqpException exception)
    {
        if (completion.TrySetException(exception.Again()))
        {
            _ = completion.Task.Exception;
        }
    }
}
