using System.Net;

namespace Devkit.EventHubs.Broker;

/// <summary>What a broker serves, and where.</summary>
public sealed class EventHubsBrokerOptions
{
    /// <summary>Default of <see cref="MaximumMessageSize"/>: 1 MiB, as in the standard tier of Event Hubs.</summary>
    public const int DefaultMaximumMessageSize = 1 << 20;

    /// <summary>Default of <see cref="IdleTimeout"/>: 60 seconds.</summary>
    public static readonly TimeSpan DefaultIdleTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The shortest <see cref="IdleTimeout"/>: 10 seconds. Half of it is announced, and Microsoft's .NET client refuses less than 5.</summary>
    public static readonly TimeSpan MinimumIdleTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The hubs. At least one, with different names.</summary>
    public ICollection<HubOptions> Hubs { get; } = [];

    /// <summary>Address to listen on: loopback unless set.</summary>
    public IPAddress Address { get; set; } = IPAddress.Loopback;

    /// <summary>Port to listen on; 0, the default, takes a free one.</summary>
    public int Port { get; set; }

    /// <summary>Folder in which the events are kept, so that they survive a restart; null, the default, keeps them in memory only.</summary>
    public string? DataDirectory { get; set; }

    /// <summary>Form of the offsets.</summary>
    public OffsetFormat Offsets { get; set; } = OffsetFormat.Numeric;

    /// <summary>Retention of hubs that set none.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>Whether every name is accepted for a consumer group, as if it had been created.</summary>
    public bool AcceptAnyConsumerGroup { get; set; }

    /// <summary>Largest message, and largest batch, in bytes: from 1024 to 20 MiB.</summary>
    public int MaximumMessageSize { get; set; } = DefaultMaximumMessageSize;

    /// <summary>Silence after which the broker gives a connection up, at least <see cref="MinimumIdleTimeout"/>.</summary>
    public TimeSpan IdleTimeout { get; set; } = DefaultIdleTimeout;

    /// <summary>Clock for enqueued times, retention and delays.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Adds a hub.</summary>
    /// <param name="name">Its name; see <see cref="HubOptions(string, int)"/>.</param>
    /// <param name="partitionCount">Number of partitions.</param>
    /// <param name="consumerGroups">Consumer groups beside <c>$Default</c>.</param>
    /// <returns>These options, for chaining.</returns>
    public EventHubsBrokerOptions AddHub(string name, int partitionCount = HubOptions.DefaultPartitionCount, params IEnumerable<string> consumerGroups)
    {
        var hub = new HubOptions(name, partitionCount);
        foreach (string group in consumerGroups)
        {
            hub.ConsumerGroups.Add(group);
        }

        Hubs.Add(hub);
        return this;
    }

    internal IReadOnlyList<string> FindErrors()
    {
        List<string> errors = [.. Hubs.SelectMany(hub => hub.FindErrors()), .. Retention.FindErrors("The broker")];
        if (Hubs.Count == 0)
        {
            errors.Add("The broker has no hub: add one, such as options.AddHub(\"orders\", 8).");
        }

        errors.AddRange(Hubs
            .GroupBy(hub => hub.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => $"Hub '{group.Key}' is there {group.Count()} times; names differ by more than case."));
        if (Port is < IPEndPoint.MinPort or > IPEndPoint.MaxPort)
        {
            errors.Add($"The port is {Port}, it has to be from {IPEndPoint.MinPort} (any free one) to {IPEndPoint.MaxPort}.");
        }

        if (MaximumMessageSize is < 1024 or > 20 << 20)
        {
            errors.Add($"MaximumMessageSize is {MaximumMessageSize}, it has to be from 1024 to {20 << 20} bytes.");
        }

        if (IdleTimeout < MinimumIdleTimeout || IdleTimeout > TimeSpan.FromDays(1))
        {
            errors.Add($"IdleTimeout is {IdleTimeout}, it has to be from {MinimumIdleTimeout} to one day.");
        }

        return errors;
    }
}
