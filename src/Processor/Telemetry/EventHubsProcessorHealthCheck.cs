using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Checkpointing.Processor.Telemetry;

/// <summary>The health of one processor of the host, told from what the processor knows: a check asks nothing of the store or the hub.</summary>
internal sealed class EventHubsProcessorHealthCheck : IHealthCheck
{
    private readonly EventHubsProcessorService _service;
    private readonly IOptionsMonitor<EventHubsProcessorOptions> _options;
    private readonly string _name;

    public EventHubsProcessorHealthCheck(IServiceProvider services, string name)
    {
        _service = services.GetKeyedService<EventHubsProcessorService>(name)
            ?? throw new InvalidOperationException(
                $"There is no processor {(name.Length == 0 ? "without a name" : $"named '{name}'")} in this host. Add it with AddEventHubsProcessor, under the name of the health check.");
        _options = services.GetRequiredService<IOptionsMonitor<EventHubsProcessorOptions>>();
        _name = name;
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(Check(context));

    private HealthCheckResult Check(HealthCheckContext context)
    {
        if (_service.Processor is not { } processor)
        {
            return new HealthCheckResult(
                context.Registration.FailureStatus, $"Processor {(_name.Length == 0 ? ProcessorTelemetry.UnnamedProcessor : _name)} was not started yet. Wait until the host has started.");
        }

        ProcessorHealthOptions options = _options.Get(_name).Health;
        ProcessorStatus status = processor.GetStatus();
        ProcessorTelemetry telemetry = processor.Figures;
        Dictionary<string, object> data = Data(status);
        if (ProcessorHealth.Unhealthy(telemetry, status, options) is { } unhealthy)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, unhealthy, exception: null, data);
        }

        return ProcessorHealth.Degraded(telemetry, status, options) is { } degraded
            ? HealthCheckResult.Degraded(degraded, exception: null, data)
            : HealthCheckResult.Healthy($"Processor {status.Name} owns {status.OwnedPartitions.Count} partitions.", data);
    }

    private static Dictionary<string, object> Data(ProcessorStatus status)
    {
        var data = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["processor"] = status.Name,
            ["identifier"] = status.Identifier,
            ["group"] = status.Group.ToString(),
            ["owned"] = status.OwnedPartitions,
        };
        foreach (PartitionStatus partition in status.Partitions)
        {
            data[$"partition {partition.PartitionId}"] = new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["epoch"] = partition.Epoch,
                ["checkpoint"] = partition.CheckpointSequenceNumber,
                ["checkpointedAt"] = partition.CheckpointedAt,
                ["eventsBehind"] = partition.EventsBehind,
                ["secondsBehind"] = partition.TimeBehind?.TotalSeconds,
                ["uncheckpointed"] = partition.UncheckpointedEvents,
            };
        }

        return data;
    }
}
