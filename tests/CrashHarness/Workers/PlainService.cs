using Checkpointing;
using Checkpointing.Processor.Adapters;
using Checkpointing.Processor.Hosting;
using CrashHarness.Journals;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace CrashHarness.Workers;

/// <summary>Runs the SDK's own processor in a host, with the settings that the library's processor would have.</summary>
internal sealed class PlainService(ICheckpointStore store, IConfiguration configuration, JournalWriter journal, WorkerSettings settings) : IHostedService
{
    private PlainProcessor? _processor;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        EventHubsProcessorOptions options = new() { Identifier = settings.Identifier };
        configuration.GetSection(EventHubsProcessorServiceCollectionExtensions.SectionName).Bind(options);
        _processor = new PlainProcessor(new StoreBackedCheckpointStore(store), options, journal, settings);
        await _processor.StartProcessingAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => _processor?.StopProcessingAsync(cancellationToken) ?? Task.CompletedTask;
}
