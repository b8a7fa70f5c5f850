using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Checkpointing.Abstractions.Tests.Registration;

public sealed class CheckpointStoreRegistrationTests
{
    [Theory]
    [InlineData("Fake")]
    [InlineData("fAKE")]
    [InlineData(" fake ")]
    public void The_store_is_the_one_that_configuration_names(string name)
    {
        var provider = new FakeStoreProvider("Fake");
        using ServiceProvider services = Services(name, provider);
        services.GetRequiredService<ICheckpointStore>().ShouldBeSameAs(provider.Store);
        services.GetRequiredService<ICheckpointStore>().ShouldBeSameAs(provider.Store);
        provider.SectionPath.ShouldBe("Checkpointing:Fake");
        provider.Setting.ShouldBe("value");
    }

    [Fact]
    public void An_unknown_store_is_refused_with_the_key_the_value_and_what_is_available()
    {
        using ServiceProvider services = Services("Oracle", new FakeStoreProvider("Fake"), new FakeStoreProvider("Other"));
        string message = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<ICheckpointStore>()).Message;
        message.ShouldContain("Checkpointing:Store is 'Oracle'");
        message.ShouldContain("Fake");
        message.ShouldContain("Other");
        message.ShouldContain("Checkpointing.Oracle");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("  ")]
    public void A_missing_store_is_refused_with_what_is_available(string? name)
    {
        using ServiceProvider services = Services(name, new FakeStoreProvider("Fake"));
        string message = Should.Throw<OptionsValidationException>(() => services.GetRequiredService<ICheckpointStore>()).Message;
        message.ShouldContain("Checkpointing:Store is missing");
        message.ShouldContain("Fake");
    }

    [Theory]
    [InlineData("../../etc/passwd")]
    [InlineData("a, Version=b")]
    [InlineData("=,\\")]
    public void A_name_that_can_name_no_assembly_is_refused_the_same_way(string name)
    {
        using ServiceProvider services = Services(name, new FakeStoreProvider("Fake"));
        Should.Throw<OptionsValidationException>(() => services.GetRequiredService<ICheckpointStore>());
    }

    [Fact]
    public void A_store_that_is_registered_already_stays()
    {
        var provider = new FakeStoreProvider("Fake");
        ICheckpointStore own = new FakeStoreProvider("Own").Store;
        using ServiceProvider services = new ServiceCollection().AddSingleton(own).AddCheckpointStoreProvider(provider)
            .AddCheckpointStore(Configuration("Fake")).BuildServiceProvider();
        services.GetRequiredService<ICheckpointStore>().ShouldBeSameAs(own);
    }

    private static ServiceProvider Services(string? name, params ICheckpointStoreProvider[] providers)
    {
        var services = new ServiceCollection();
        Array.ForEach(providers, provider => services.AddCheckpointStoreProvider(provider));
        return services.AddCheckpointStore(Configuration(name)).BuildServiceProvider();
    }

    private static IConfigurationRoot Configuration(string? name) => new ConfigurationBuilder()
        .AddInMemoryCollection([new("Checkpointing:Store", name), new("Checkpointing:Fake:Setting", "value")]).Build();
}
