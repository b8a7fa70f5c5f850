#nullable enable
using Devkit.Amqp.Connections;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>Takes leave of a peer without waiting for its answer forever: it may be gone, or hang.</summary>
internal static class Closing
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Closes a link and the session that was opened for it. Says goodbye in any case, and gives up waiting after a while.</summary>
    public static async Task CloseAsync(AmqpLink link, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        await link.CloseAsync(null, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await link.Session.CloseAsync(null, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        RetryRunner.ThrowIfCancelled(cancellationToken);
    }

    /// <summary>Closes a session on which no link came about.</summary>
    public static async Task CloseAsync(AmqpSession session)
    {
        using var limit = new CancellationTokenSource(Limit);
        await session.CloseAsync(null, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
