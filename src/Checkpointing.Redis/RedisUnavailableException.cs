namespace Checkpointing.Redis;

/// <summary>A request was not sent, because the connection or the cluster is not as it needs it, or not yet.</summary>
internal sealed class RedisUnavailableException : Exception
{
    public RedisUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }

    /// <summary>Whether it may come right by itself.</summary>
    public bool IsTransient { get; init; } = true;
}
