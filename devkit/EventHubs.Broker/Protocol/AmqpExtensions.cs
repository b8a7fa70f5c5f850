using Devkit.Amqp;
using Devkit.Amqp.Connections;
using Devkit.EventHubs.Broker.Faults;

namespace Devkit.EventHubs.Broker.Protocol;

/// <summary>Small bridges between the broker and the AMQP engine.</summary>
internal static class AmqpExtensions
{
    public static AmqpError ToAmqp(this FaultError error) => new(error.Condition, error.Description);

    /// <summary>A token that is cancelled when the session has ended.</summary>
    public static CancellationToken Ended(this AmqpSession session) => CancelWith(session.Closed);

    /// <summary>A token that is cancelled when the link has ended.</summary>
    public static CancellationToken Ended(this AmqpLink link) => CancelWith(link.Closed);

    private static CancellationToken CancelWith(Task ending)
    {
        var source = new CancellationTokenSource();
        _ = CancelAsync(ending, source);
        return source.Token;
    }

    private static async Task CancelAsync(Task ending, CancellationTokenSource source)
    {
        await ending.ConfigureAwait(false);
        await source.CancelAsync().ConfigureAwait(false);
        source.Dispose();
    }
}
