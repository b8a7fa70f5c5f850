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
        services.TryAddSingleton(provider => CheckpointStoreCatalog.Create(provider, configuration.GetSection(CheckpointStoreCatalog.SectionName)));
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

    /// <summary>
    /// Puts something in front of the store that is registered: to log, to count, to report. Several decorators nest, the last one outermost.
    /// </summary>
    /// <param name="services">The services; the store is registered already (<see cref="AddCheckpointStore"/>).</param>
    /// <param name="decorate">Makes the decorator of a store. The decorator does not dispose the store.</param>
    /// <remarks>
    /// <para>A decorator need not implement <see cref="ICheckpointStoreOperator"/> and <see cref="ICheckpointStoreProvisioner"/>: the store that
    /// is resolved has both all the same, and passes their calls on to the store behind a decorator that has not.</para>
    /// <para>The container disposes the decorator first and the store after it.</para>
    /// </remarks>
    /// <exception cref="InvalidOperationException">No store is registered yet.</exception>
    public static IServiceCollection DecorateCheckpointStore(
        this IServiceCollection services, Func<IServiceProvider, ICheckpointStore, ICheckpointStore> decorate)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(decorate);
        ServiceDescriptor store = services.LastOrDefault(service => service.ServiceType == typeof(ICheckpointStore) && !service.IsKeyedService)
            ?? throw new InvalidOperationException(
                $"There is no checkpoint store to decorate yet. Call {nameof(AddCheckpointStore)} before {nameof(DecorateCheckpointStore)}.");

        // Under a key of its own the container still makes the store, and disposes it after the decorator, which is made later.
        object key = new();
        services.Remove(store);
        services.Add(Keyed(store, key));
        services.Add(ServiceDescriptor.Describe(
            typeof(ICheckpointStore),
            provider =>
            {
                ICheckpointStore inner = provider.GetRequiredKeyedService<ICheckpointStore>(key);
                return DecoratedCheckpointStore.Over(decorate(provider, inner), inner);
            },
            store.Lifetime));
        return services;
    }

    private static ServiceDescriptor Keyed(ServiceDescriptor store, object key) => store switch
    {
        { ImplementationInstance: { } instance } => new ServiceDescriptor(typeof(ICheckpointStore), key, instance),
        { ImplementationFactory: { } factory } => new ServiceDescriptor(typeof(ICheckpointStore), key, (provider, _) => factory(provider), store.Lifetime),
        _ => new ServiceDescriptor(typeof(ICheckpointStore), key, store.ImplementationType!, store.Lifetime),
    };
}
