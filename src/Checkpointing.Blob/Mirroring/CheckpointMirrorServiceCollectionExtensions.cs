using Azure.Storage.Blobs;
using Checkpointing.Backends;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Checkpointing.Blob.Mirroring;

/// <summary>Adds a mirror of the checkpoints to a host.</summary>
public static class CheckpointMirrorServiceCollectionExtensions
{
    /// <summary>The section with the settings.</summary>
    public const string SectionName = "Checkpointing:Mirror";

    /// <summary>
    /// Copies the checkpoints of the store that <c>Checkpointing:Store</c> names to the metadata of blobs at intervals, so that KEDA's Event Hubs scaler, and whatever else knows
    /// checkpoints in blobs only, goes on working: <c>"Checkpointing": { "Mirror": { "Interval": "00:00:10", "Blob": { "ContainerUri": "…", "Credential": "Default" } } }</c>.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The application's configuration: the one that has the section <c>Checkpointing</c>.</param>
    /// <param name="configure">What is to be set in code, after configuration.</param>
    /// <remarks>Every process of a fleet may have one. Options are validated when the host starts; the messages name the key, the value given and what is allowed.</remarks>
    public static IServiceCollection AddCheckpointMirror(
        this IServiceCollection services, IConfiguration configuration, Action<CheckpointMirrorOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.AddCheckpointStore(configuration);
        services.AddSingleton<IHostedService>(provider =>
        {
            CheckpointMirrorOptions options = SettingsViolations.Read<CheckpointMirrorOptions>(configuration.GetSection(SectionName));
            configure?.Invoke(options);
            options.Validate(SectionName);
            return Create(provider, options);
        });
        return services;
    }

    private static CheckpointMirrorService Create(IServiceProvider provider, CheckpointMirrorOptions options)
    {
        ICheckpointStore source = provider.GetRequiredService<ICheckpointStore>();
        if (source is BlobCheckpointStore || (options.Groups.Count == 0 && source is not ICheckpointStoreOperator))
        {
            throw new OptionsValidationException(
                SectionName,
                typeof(CheckpointMirrorOptions),
                [source is BlobCheckpointStore
                    ? $"{SectionName}: the store keeps its checkpoints in blobs already, so that there is nothing to copy. Take the mirror out."
                    : $"{SectionName}:{nameof(options.Groups)}: {source.GetType().Name} cannot list its groups. Name those to copy."]);
        }

        TimeProvider clock = provider.GetService<TimeProvider>() ?? TimeProvider.System;
        ILogger<CheckpointMirrorService> logger = provider.GetService<ILogger<CheckpointMirrorService>>() ?? NullLogger<CheckpointMirrorService>.Instance;
        BlobContainerClient container = string.IsNullOrWhiteSpace(options.Blob.ServiceKey)
            ? options.Blob.CreateClient()
            : provider.GetRequiredKeyedService<BlobContainerClient>(options.Blob.ServiceKey);
        return new CheckpointMirrorService(source, new CheckpointMirror(source, container, options.Blob, clock, logger), options, clock, logger);
    }
}
