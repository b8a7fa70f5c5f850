using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Checkpointing.Registration;

/// <summary>Registers the checkpoint store that configuration names.</summary>
public static class CheckpointStoreServiceCollectionExtensions
{
    /// <summary>
    /// Registers the one <see cref="ICheckpointStore"/> of the container, made at first use from configuration:
    /// <c>"Checkpointing": { "Store": "Sqlite", "Sqlite": { … } }</c>. Changing the store changes no code. A store that is registered already stays.
    /// </summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The application's configuration: the one that has the section <c>Checkpointing</c>.</param>
    /// <remarks>
    /// The name is looked up, without case, among the providers registered with <see cref="AddCheckpointStoreProvider"/>, then in the assemblies
    /// that are loaded, then by loading the assembly <c>Checkpointing.&lt;name&gt;</c>. An unknown or a missing name, or a wrong setting, throws
    /// <see cref="Microsoft.Extensions.Options.OptionsValidationException"/> when the store is first asked for; the message lists what is available.
    /// </remarks>
    public static IServiceCollection AddCheckpointStore(this IServiceCollection services, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configuration);
        services.TryAddSingleton(provider => CheckpointStoreCatalog.Create(provider, configuration));
        return services;
    }

    /// <summary>Makes a store available to <see cref="AddCheckpointStore"/> under its provider's name, before all others of that name.</summary>
    /// <param name="services">The services.</param>
    /// <param name="provider">The provider.</param>
    public static IServiceCollection AddCheckpointStoreProvider(this IServiceCollection services, ICheckpointStoreProvider provider)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(provider);
        return services.AddSingleton(provider);
    }
}
