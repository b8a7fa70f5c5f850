using Azure.Core;
using Checkpointing.Processor.Hosting;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Checkpointing.Processor.Rewinding;

/// <summary>Adds a rewinder to a container.</summary>
public static class CheckpointRewinderServiceCollectionExtensions
{
    /// <summary>
    /// Adds a <see cref="CheckpointRewinder"/> that takes the store from <c>Checkpointing:Store</c> and the event hub from the very section that the processor reads,
    /// so that a job of an operator's needs the processor's settings and no others.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The application's configuration: the one that has the section <c>Checkpointing</c>.</param>
    /// <param name="processorName">The name of a processor under <c>Checkpointing:Processors</c>, under which the rewinder is registered as a keyed service too;
    /// null for the one of <c>Checkpointing:Processor</c>.</param>
    /// <param name="configure">What is to be set in code, after configuration.</param>
    /// <remarks>What is wrong is said when the rewinder is first asked for, by <see cref="OptionsValidationException"/>; the message names the key, the value given and what is allowed.</remarks>
    public static IServiceCollection AddCheckpointRewinder(
        this IServiceCollection services, IConfiguration configuration, string? processorName = null, Action<CheckpointRewinderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddCheckpointStore(configuration);
        if (processorName is not null)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(processorName);
            services.AddKeyedSingleton(processorName, (provider, _) => Create(provider, configuration, processorName, configure));
            services.TryAddSingleton(provider => provider.GetRequiredKeyedService<CheckpointRewinder>(processorName));
            return services;
        }

        services.TryAddSingleton(provider => Create(provider, configuration, processorName: null, configure));
        return services;
    }

    private static CheckpointRewinder Create(
        IServiceProvider provider, IConfiguration configuration, string? processorName, Action<CheckpointRewinderOptions>? configure)
    {
        string section = processorName is null
            ? EventHubsProcessorServiceCollectionExtensions.SectionName
            : $"{EventHubsProcessorServiceCollectionExtensions.NamedSectionName}:{processorName}";
        var processor = new EventHubsProcessorOptions();
        EventHubsProcessorServiceCollectionExtensions.Bind(processor, configuration, section);
        processor.Credential ??= provider.GetService<TokenCredential>();
        if (new EventHubsProcessorOptionsValidator(Options.DefaultName, section).Validate(Options.DefaultName, processor) is { Failed: true } result)
        {
            throw new OptionsValidationException(section, typeof(EventHubsProcessorOptions), result.Failures);
        }

        var options = new CheckpointRewinderOptions
        {
            PartitionOwnershipExpirationInterval = processor.PartitionOwnershipExpirationInterval,
            RetryOptions = processor.RetryOptions,
        };
        options.TimeProvider = provider.GetService<TimeProvider>() ?? options.TimeProvider;
        options.LoggerFactory = provider.GetService<ILoggerFactory>() ?? options.LoggerFactory;
        configure?.Invoke(options);
        return CheckpointRewinder.Create(provider.GetRequiredService<ICheckpointStore>(), processor, options);
    }
}
