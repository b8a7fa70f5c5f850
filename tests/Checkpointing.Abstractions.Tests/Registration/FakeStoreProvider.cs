using Checkpointing.Abstractions.Tests.Writing;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;

namespace Checkpointing.Abstractions.Tests.Registration;

/// <summary>Keeps what it was asked with.</summary>
internal sealed class FakeStoreProvider(string name) : ICheckpointStoreProvider
{
    public string Name => name;

    public ICheckpointStore Store { get; } = new ScriptedStore(writes => Task.FromResult(Answers.All(writes)));

    public string? SectionPath { get; private set; }

    public string? Setting { get; private set; }

    public ICheckpointStore Create(IServiceProvider services, IConfigurationSection section)
    {
        SectionPath = section.Path;
        Setting = section["Setting"];
        return Store;
    }
}
