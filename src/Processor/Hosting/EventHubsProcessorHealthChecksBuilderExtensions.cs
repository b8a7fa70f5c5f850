using Checkpointing.Processor.Telemetry;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Checkpointing.Processor.Hosting;

/// <summary>Adds health checks of processors to a host.</summary>
public static class EventHubsProcessorHealthChecksBuilderExtensions
{
    /// <summary>The name of the health check of a processor without a name; those with a name have it behind a hyphen.</summary>
    public const string HealthCheckName = "eventhubs-processor";

    /// <summary>
    /// Adds the health check of one processor. Degraded: too far behind, or trouble with the store; unhealthy: it does not run, it owns nothing although partitions are free, or the
    /// store is gone for longer than ownership lasts. The limits are <see cref="EventHubsProcessorOptions.Health"/>, in configuration the section <c>Health</c> of the processor.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="processor">The name of the processor; empty for the one without a name.</param>
    /// <param name="failureStatus">What to report in place of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags by which checks are selected, such as <c>ready</c>.</param>
    public static IHealthChecksBuilder AddEventHubsProcessor(
        this IHealthChecksBuilder builder, string processor = "", HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(processor);
        return builder.Add(new HealthCheckRegistration(
            processor.Length == 0 ? HealthCheckName : $"{HealthCheckName}-{processor}",
            services => new EventHubsProcessorHealthCheck(services, processor),
            failureStatus,
            tags));
    }
}
