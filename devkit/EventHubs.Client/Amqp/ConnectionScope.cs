#nullable enable
using System.Globalization;
using System.Net.Security;
using System.Runtime.InteropServices;
using Azure.Messaging.EventHubs.Core;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>Opens the connection of a client when it is first needed, and another one after it was lost.</summary>
internal sealed class ConnectionScope
{
    private const string Product = "azsdk-net-Messaging.EventHubs";

    private static readonly TimeSpan ShortestIdleTimeout = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim _opening = new(1, 1);
    private readonly CancellationTokenSource _closing = new();
    private readonly string _containerId;
    private readonly string _scheme;
    private OpenConnection? _current;
    private long _lastLink;

    public ConnectionScope(ConnectionTarget target)
    {
        Target = target;
        _scheme = target.UseTls ? "amqps" : "amqp";
        _containerId = $"{target.EventHubName}-{Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture)[..8]}";
    }

    public ConnectionTarget Target { get; }

    public bool IsClosed => _closing.IsCancellationRequested;

    /// <summary>A name for a link that no other has.</summary>
    public string NextLinkName() => string.Create(CultureInfo.InvariantCulture, $"{_containerId};{Interlocked.Increment(ref _lastLink)}");

    /// <summary>The address of an entity of the namespace, with what a path cannot contain escaped.</summary>
    public Uri AddressOf(string path) => new UriBuilder(_scheme, Target.FullyQualifiedNamespace) { Path = path }.Uri;

    public async Task<OpenConnection> GetAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        ClosedClient.ThrowIfClosed(IsClosed, Target.EventHubName, "The connection");
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _closing.Token);
        try
        {
            return await GetOrOpenAsync(timeout, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (IsClosed && !cancellationToken.IsCancellationRequested)
        {
            throw ClosedClient.Exception(Target.EventHubName, "The connection");
        }
    }

    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is { } open)
            {
                await open.Connection.CloseAsync(null, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<OpenConnection> GetOrOpenAsync(TimeSpan timeout, CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_current is { Connection.IsOpen: true })
            {
                return _current;
            }

            return _current = new OpenConnection(await ConnectAsync(OptionsFor(timeout), cancellationToken).ConfigureAwait(false), Target.Tokens);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<AmqpConnection> ConnectAsync(ClientOptions options, CancellationToken cancellationToken)
    {
        if (Target.Options is { SendBufferSizeInBytes: < 0, ReceiveBufferSizeInBytes: < 0 })
        {
            return await AmqpConnection.ConnectAsync(Target.Host, Target.Port, options, cancellationToken).ConfigureAwait(false);
        }

        var stream = await SizedSocket.ConnectAsync(Target, cancellationToken).ConfigureAwait(false);
        return await AmqpConnection.ConnectAsync(stream, options, cancellationToken).ConfigureAwait(false);
    }

    private ClientOptions OptionsFor(TimeSpan timeout)
    {
        var idle = Target.Options.ConnectionIdleTimeout;
        return new ClientOptions
        {
            ContainerId = _containerId,
            HostName = Target.FullyQualifiedNamespace,
            Sasl = SaslCredential.ClaimsBased,
            IdleTimeout = idle > TimeSpan.Zero && idle < ShortestIdleTimeout ? ShortestIdleTimeout : idle,
            HandshakeTimeout = timeout,
            MaxPartialBytes = 2 * HubReceiver.LargestMessage,
            Properties = Describe(),
            Tls = Target.UseTls
                ? new SslClientAuthenticationOptions { TargetHost = Target.Host, RemoteCertificateValidationCallback = Target.Options.CertificateValidationCallback }
                : null,
        };
    }

    private static AmqpMap Describe()
    {
        var version = typeof(ConnectionScope).Assembly.GetName().Version?.ToString() ?? "0";
        return new AmqpMap
        {
            [AmqpSymbol.FromString("product")] = Product,
            [AmqpSymbol.FromString("version")] = version,
            [AmqpSymbol.FromString("framework")] = RuntimeInformation.FrameworkDescription,
            [AmqpSymbol.FromString("platform")] = RuntimeInformation.OSDescription,
            [AmqpSymbol.FromString("user-agent")] = $"{Product}/{version}-standin",
        };
    }
}
