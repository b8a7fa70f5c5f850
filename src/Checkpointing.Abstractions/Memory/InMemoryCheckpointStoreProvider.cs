using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Checkpointing.Memory;

/// <summary>Makes the in-memory store from configuration: <c>"Checkpointing": { "Store": "InMemory" }</c>. It has no settings.</summary>
public sealed class InMemoryCheckpointStoreProvider : ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the store.</summary>
    public const string StoreName = "InMemory";

    /// <inheritdoc/>
    public string Name => StoreName;

    /// <inheritdoc/>
    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section) =>
        new InMemoryCheckpointStore(services.GetService<TimeProvider>());
}
