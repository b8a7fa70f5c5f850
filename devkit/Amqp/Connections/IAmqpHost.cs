namespace Devkit.Amqp.Connections;

/// <summary>
/// What a server decides. All methods are called on the reader of the connection concerned, one at a time per connection: they must return at once,
/// and may finish their work later and elsewhere. What they throw closes that connection with <c>amqp:internal-error</c>.
/// </summary>
public interface IAmqpHost
{
    /// <summary>A peer has opened a connection; its <see cref="AmqpConnection.RemoteOpen"/> is known, and it has been answered.</summary>
    /// <param name="connection">The connection; <see cref="AmqpEndpoint.Closed"/> says when it is gone.</param>
    void OnConnection(AmqpConnection connection)
    {
    }

    /// <summary>
    /// A peer wants to attach a link. Exactly one of the request's methods has to be called, now or later, from any thread. Flows that come
    /// before are kept.
    /// </summary>
    /// <param name="request">The peer's attach and the means to answer it.</param>
    void OnAttach(AttachRequest request);
}
