using Azure.Core;
using Azure.Messaging.EventHubs.Authorization;

namespace Azure.Messaging.EventHubs.Core;

/// <summary>Where a connection goes, and with which credential.</summary>
internal sealed class ConnectionTarget
{
    private const int PlainPort = 5672;
    private const int TlsPort = 5671;

    private ConnectionTarget(string fullyQualifiedNamespace, string eventHubName, bool useTls, EventHubConnectionOptions options)
    {
        FullyQualifiedNamespace = fullyQualifiedNamespace;
        EventHubName = eventHubName;
        UseTls = useTls;
        Options = options;
        Host = options.CustomEndpointAddress?.Host ?? fullyQualifiedNamespace;
        Port = options.CustomEndpointAddress is { IsDefaultPort: false, Port: > 0 } custom ? custom.Port : useTls ? TlsPort : PlainPort;
    }

    public string FullyQualifiedNamespace { get; }

    public string EventHubName { get; }

    public bool UseTls { get; }

    /// <summary>The machine to connect to; differs from the namespace with a custom endpoint.</summary>
    public string Host { get; }

    public int Port { get; }

    public EventHubConnectionOptions Options { get; }

    public TokenProvider Tokens { get; private init; }

    public static ConnectionTarget FromConnectionString(string connectionString, string eventHubName, EventHubConnectionOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var copy = Validated(options);
        var properties = EventHubsConnectionStringProperties.Parse(connectionString);
        properties.Validate(eventHubName, nameof(connectionString));
        if (properties.UseDevelopmentEmulator)
        {
            copy.CustomEndpointAddress ??= properties.Endpoint;
        }

        var hub = string.IsNullOrEmpty(eventHubName) ? properties.EventHubName : eventHubName;
        TokenProvider tokens = string.IsNullOrEmpty(properties.SharedAccessSignature)
            ? ForKey(new AzureNamedKeyCredential(properties.SharedAccessKeyName, properties.SharedAccessKey), properties.FullyQualifiedNamespace, hub)
            : new SasTokenProvider(new AzureSasCredential(properties.SharedAccessSignature));
        return new ConnectionTarget(properties.FullyQualifiedNamespace, hub, !properties.UseDevelopmentEmulator, copy) { Tokens = tokens };
    }

    public static ConnectionTarget FromCredential(string fullyQualifiedNamespace, string eventHubName, object credential, EventHubConnectionOptions options)
    {
        var host = Argument.HostOf(fullyQualifiedNamespace, nameof(fullyQualifiedNamespace));
        ArgumentException.ThrowIfNullOrEmpty(eventHubName);
        ArgumentNullException.ThrowIfNull(credential);
        TokenProvider tokens = credential switch
        {
            AzureNamedKeyCredential key => ForKey(key, host, eventHubName),
            AzureSasCredential signature => new SasTokenProvider(signature),
            TokenCredential token => new JwtTokenProvider(token),
            _ => throw new ArgumentException($"A credential of the type {credential.GetType()} is not supported.", nameof(credential)),
        };
        return new ConnectionTarget(host, eventHubName, true, Validated(options)) { Tokens = tokens };
    }

    private static SharedKeyTokenProvider ForKey(AzureNamedKeyCredential credential, string host, string hub) =>
#pragma warning disable CA1308 // The service compares the signed resource in lower case.
        new(credential, $"amqps://{host}/{hub}".ToLowerInvariant(), TimeProvider.System);
#pragma warning restore CA1308

    private static EventHubConnectionOptions Validated(EventHubConnectionOptions options)
    {
        var copy = options?.Clone() ?? new EventHubConnectionOptions();
        if (copy.TransportType == EventHubsTransportType.AmqpWebSockets)
        {
            throw new NotSupportedException(
                "This stand-in for Azure.Messaging.EventHubs does not speak AMQP over web sockets. Build with the real package: -p:DependencySet=current.");
        }

        if (copy.Proxy is not null)
        {
            throw new ArgumentException("A proxy can be used with web sockets only, not with AMQP over TCP.", nameof(options));
        }

        return copy;
    }
}
