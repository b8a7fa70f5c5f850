using Checkpointing.Processor.Hosting;
using Microsoft.Extensions.DependencyInjection;

namespace Checkpointing.Processor.Telemetry;

/// <summary>
/// Tells how a processor of the host is doing. In the container under the processor's name as key (the empty text for one without a name), and without a key, of which a
/// constructor gets the last that was added, or all of them.
/// </summary>
public sealed class ProcessorMonitor
{
    private readonly EventHubsProcessorService _service;

    internal ProcessorMonitor(IServiceProvider services, string name)
    {
        _service = services.GetRequiredKeyedService<EventHubsProcessorService>(name);
        Name = name;
    }

    /// <summary>The name of the processor; empty for one without.</summary>
    public string Name { get; }

    /// <summary>How the processor is doing at this moment; null as long as the host has not started it. Nothing is asked of the store or the hub.</summary>
    public ProcessorStatus? GetStatus() => _service.Processor?.GetStatus();
}
