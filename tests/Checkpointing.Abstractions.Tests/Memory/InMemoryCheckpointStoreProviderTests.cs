using Checkpointing.Memory;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Checkpointing.Abstractions.Tests.Memory;

public sealed class InMemoryCheckpointStoreProviderTests
{
    [Fact]
    public void The_assembly_names_its_provider() =>
        typeof(InMemoryCheckpointStore).Assembly.GetCustomAttributes(typeof(CheckpointStoreProviderAttribute), inherit: false)
            .ShouldHaveSingleItem().ShouldBeOfType<CheckpointStoreProviderAttribute>().ProviderType.ShouldBe(typeof(InMemoryCheckpointStoreProvider));

    [Fact]
    public void Configuration_alone_makes_the_store()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().Build();

        new InMemoryCheckpointStoreProvider().Create(new ServiceCollection().BuildServiceProvider(), configuration.GetSection("Checkpointing:InMemory"))
            .ShouldBeOfType<InMemoryCheckpointStore>();
    }
}
