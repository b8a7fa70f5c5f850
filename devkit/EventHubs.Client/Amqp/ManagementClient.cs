#nullable enable
using Devkit.Amqp;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Types;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>Asks <c>$management</c> about the hub and its partitions.</summary>
internal sealed class ManagementClient
{
    private const int FirstErrorStatus = 300;

    private readonly ConnectionScope _scope;

    public ManagementClient(ConnectionScope scope) => _scope = scope;

    private string Hub => _scope.Target.EventHubName;

    public Task<EventHubProperties> GetPropertiesAsync(EventHubsRetryPolicy policy, CancellationToken cancellationToken) => ReadAsync(
        null,
        policy,
        map => new EventHubProperties(
            Get<string>(map, "name"),
            Get<DateTimeOffset>(map, "created_at"),
            Get<string[]>(map, "partition_ids"),
            map.TryGetValue("georeplication_factor", out var factor) && factor is > 1),
        cancellationToken);

    public Task<PartitionProperties> GetPartitionPropertiesAsync(string partitionId, EventHubsRetryPolicy policy, CancellationToken cancellationToken) => ReadAsync(
        partitionId,
        policy,
        map => new PartitionProperties(
            Get<string>(map, "name"),
            Get<string>(map, "partition"),
            Get<bool>(map, "is_partition_empty"),
            Get<long>(map, "begin_sequence_number"),
            Get<long>(map, "last_enqueued_sequence_number"),
            Get<string>(map, "last_enqueued_offset"),
            Get<DateTimeOffset>(map, "last_enqueued_time_utc")),
        cancellationToken);

    private Task<T> ReadAsync<T>(string? partitionId, EventHubsRetryPolicy policy, Func<AmqpMap, T> read, CancellationToken cancellationToken) => RetryRunner.RunAsync(
        policy,
        Hub,
        async (timeout, token) =>
        {
            var connection = await _scope.GetAsync(timeout, token).ConfigureAwait(false);
            var link = await connection.GetManagementAsync(timeout, token).ConfigureAwait(false);
            var credential = await _scope.Target.Tokens.GetTokenAsync(token).ConfigureAwait(false);
            var reply = await link.RequestAsync(RequestFor(partitionId, credential.Value), new AmqpMessage { Data = [ReadOnlyMemory<byte>.Empty] }, timeout, token).ConfigureAwait(false);
            ThrowIfFailed(reply);
            return reply.Value is AmqpMap map
                ? read(map)
                : throw new InvalidCastException("The reply of $management carries no map.");
        },
        cancellationToken);

    private AmqpMap RequestFor(string? partitionId, string token)
    {
        var request = new AmqpMap
        {
            ["operation"] = "READ",
            ["name"] = Hub,
            ["type"] = partitionId is null ? "com.microsoft:eventhub" : "com.microsoft:partition",
            ["security_token"] = token,
        };
        if (partitionId is not null)
        {
            request["partition"] = partitionId;
        }

        return request;
    }

    private static void ThrowIfFailed(AmqpMessage reply)
    {
        var properties = reply.ApplicationProperties ?? [];
        properties.TryGetValue("status-code", out var value);
        properties.TryGetValue("status-description", out var description);
        properties.TryGetValue("error-condition", out var condition);

        // As in the original, a code of any type but int is as good as none.
        var status = value is int code ? code : FirstErrorStatus;
        if (status >= FirstErrorStatus)
        {
            throw new AmqpException(
                AmqpErrorScope.Link,
                condition is AmqpSymbol symbol ? symbol.ToString() : AmqpErrors.ConditionOfManagementStatus(status),
                description?.ToString() ?? $"The request failed with the status {status}");
        }
    }

    // Exactly the types that the service sends, as the original insists.
    private static T Get<T>(AmqpMap map, string name) =>
        map.TryGetValue(name, out var value) && value is T typed
            ? typed
            : throw new InvalidCastException($"'{name}' of the reply is a {value?.GetType().Name ?? "null"}, not a {typeof(T).Name}.");
}
