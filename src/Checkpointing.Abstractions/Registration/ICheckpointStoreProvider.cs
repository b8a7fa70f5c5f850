using Microsoft.Extensions.Configuration;

namespace Checkpointing.Registration;

/// <summary>Makes the store of one backend from its configuration section. Each backend package has one and names it with <see cref="CheckpointStoreProviderAttribute"/>.</summary>
public interface ICheckpointStoreProvider
{
    /// <summary>The name under which configuration selects the backend, such as <c>Sqlite</c>; compared without case. The backend's section has the same name.</summary>
    string Name { get; }

    /// <summary>Makes the store.</summary>
    /// <param name="services">The container, from which a client object (<c>ServiceKey</c>), a clock or a logger may be taken.</param>
    /// <param name="section">The backend's section, such as <c>Checkpointing:Sqlite</c>.</param>
    /// <returns>The store; the container disposes it.</returns>
    /// <exception cref="Microsoft.Extensions.Options.OptionsValidationException">A setting is missing or wrong; the message names its key, the value given, what is allowed and the way out.</exception>
    ICheckpointStore Create(IServiceProvider services, IConfigurationSection section);
}
