using System.Collections.Concurrent;
using Devkit.Amqp.Connections;

namespace Devkit.Amqp.Tests.Support;

/// <summary>A host that answers attaches as a test says.</summary>
internal sealed class TestHost : IAmqpHost
{
    private readonly Action<AttachRequest> _onAttach;

    public TestHost(Action<AttachRequest> onAttach) => _onAttach = onAttach;

    public ConcurrentQueue<AmqpConnection> Connections { get; } = [];

    /// <summary>Accepts whatever comes, and gives senders some credit.</summary>
    public static TestHost AcceptingAll() => new(request =>
    {
        if (request.Attach.IsReceiver)
        {
            request.AcceptSender(new SenderOptions());
        }
        else
        {
            request.AcceptReceiver(new ReceiverOptions { InitialCredit = 100 });
        }
    });

    public void OnConnection(AmqpConnection connection) => Connections.Enqueue(connection);

    public void OnAttach(AttachRequest request) => _onAttach(request);
}
