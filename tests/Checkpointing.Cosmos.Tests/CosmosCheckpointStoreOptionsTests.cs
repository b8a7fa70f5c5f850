using Checkpointing.Registration;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Checkpointing.Cosmos.Tests;

public sealed class CosmosCheckpointStoreOptionsTests
{
    private const string Secret = "c2VjcmV0c2VjcmV0";
    private const string Account = "AccountEndpoint=https://contoso.documents.azure.com:443/;AccountKey=" + Secret + ";";

    [Fact]
    public void Defaults_are_the_named_ones()
    {
        CosmosCheckpointStoreOptions options = new();

        options.MaxConcurrency.ShouldBe(CosmosCheckpointStoreOptions.DefaultMaxConcurrency);
        CosmosCheckpointStoreOptions.DefaultMaxConcurrency.ShouldBe(16);
        options.ConnectionMode.ShouldBe(CosmosCheckpointStoreOptions.DefaultConnectionMode);
        CosmosCheckpointStoreOptions.DefaultConnectionMode.ShouldBe(ConnectionMode.Direct);
        options.LimitToEndpoint.ShouldBe(CosmosCheckpointStoreOptions.DefaultLimitToEndpoint);
        CosmosCheckpointStoreOptions.DefaultLimitToEndpoint.ShouldBeFalse();
        options.ProvisionOnStart.ShouldBe(CosmosCheckpointStoreOptions.DefaultProvisionOnStart);
        CosmosCheckpointStoreOptions.DefaultProvisionOnStart.ShouldBeFalse();
        options.Credential.ShouldBe(CosmosCredentialKind.None);
        options.Throughput.ShouldBeNull();
        options.ListPageSize.ShouldBe(1000);
        options.Resilience.OperationTimeout.ShouldBe(StoreResilienceOptions.DefaultOperationTimeout);
    }

    [Fact]
    public void The_assembly_names_its_provider() =>
        typeof(CosmosCheckpointStore).Assembly.GetCustomAttributes(typeof(CheckpointStoreProviderAttribute), inherit: false)
            .ShouldHaveSingleItem().ShouldBeOfType<CheckpointStoreProviderAttribute>().ProviderType.ShouldBe(typeof(CosmosCheckpointStoreProvider));

    [Theory]
    [InlineData("ConnectionString", Account, "ConnectionMode", "Gateway")]
    [InlineData("AccountEndpoint", "https://contoso.documents.azure.com/", "Credential", "Default")]
    [InlineData("ConnectionString", Account, "Throughput", "400")]
    public void Each_way_to_name_an_account_makes_a_store(string key, string value, string otherKey, string otherValue)
    {
        using IDisposable store = Create(new() { [key] = value, [otherKey] = otherValue, ["DatabaseName"] = "orders", ["ContainerName"] = "checkpoints" });
        store.ShouldBeOfType<CosmosCheckpointStore>();
    }

    [Fact]
    public void A_container_of_the_program_makes_a_store()
    {
        using IDisposable store = Create(new() { ["ServiceKey"] = "mine", ["MaxConcurrency"] = "4" });
        store.ShouldBeOfType<CosmosCheckpointStore>();
    }

    [Theory]
    [InlineData("MaxConcurrency", "0", "Checkpointing:Cosmos:MaxConcurrency is '0': allowed is 1 to 256.")]
    [InlineData("MaxConcurrency", "many", "Checkpointing:Cosmos:MaxConcurrency")]
    [InlineData("Throughput", "450", "Checkpointing:Cosmos:Throughput is '450': allowed is 400 or more in steps of 100, or nothing.")]
    [InlineData("Throughput", "300", "Checkpointing:Cosmos:Throughput is '300'")]
    [InlineData("ContainrName", "x", "ContainrName")]
    [InlineData("Credential", "Default", "Checkpointing:Cosmos:Credential is 'Default': AccountEndpoint needs the credential 'Default', and nothing else takes one.")]
    [InlineData("AccountEndpoint", "https://contoso.documents.azure.com/", "exactly one of")]
    [InlineData("ContainerName", "", "Checkpointing:Cosmos:ContainerName is '': it is required with ConnectionString and AccountEndpoint")]
    [InlineData("DatabaseName", " ", "Checkpointing:Cosmos:DatabaseName")]
    [InlineData("ConnectionString", "AccountKey=" + Secret, "Checkpointing:Cosmos:ConnectionString: it is no connection string of Cosmos DB.")]
    [InlineData("ConnectionString", "AccountEndpoint=https://contoso/;AccountKey=%%" + Secret, "Checkpointing:Cosmos:ConnectionString: it is no connection string")]
    [InlineData("ConnectionString", "nonsense " + Secret, "Checkpointing:Cosmos:ConnectionString: it is no connection string")]
    [InlineData("Resilience:AttemptTimeout", "00:01:00", "Checkpointing:Cosmos:Resilience:AttemptTimeout is '00:01:00'")]
    public void A_wrong_setting_is_named_with_its_value_and_the_way_out(string key, string value, string expected)
    {
        Dictionary<string, string?> settings = new() { ["ConnectionString"] = Account, ["DatabaseName"] = "orders", ["ContainerName"] = "checkpoints" };
        settings[key] = value;

        OptionsValidationException exception = Should.Throw<OptionsValidationException>(() => Create(settings));

        exception.Message.ShouldContain(expected);
        exception.Message.ShouldNotContain(Secret);
    }

    [Fact]
    public void An_endpoint_has_to_be_a_web_address() =>
        Should.Throw<OptionsValidationException>(() => Create(
            new() { ["AccountEndpoint"] = "contoso", ["Credential"] = "Default", ["DatabaseName"] = "orders", ["ContainerName"] = "checkpoints" }))
            .Message.ShouldContain("Checkpointing:Cosmos:AccountEndpoint is 'contoso'");

    [Fact]
    public void Without_any_account_the_message_says_what_is_required() =>
        Should.Throw<OptionsValidationException>(() => Create([])).Message.ShouldContain("exactly one of ConnectionString, AccountEndpoint and ServiceKey is required; 0 are set.");

    [Fact]
    public void The_text_form_names_the_container_and_no_secret()
    {
        new CosmosCheckpointStoreOptions { ConnectionString = Account, DatabaseName = "orders", ContainerName = "checkpoints" }.ToString()
            .ShouldBe("Cosmos DB container 'checkpoints' of the database 'orders' at contoso.documents.azure.com");
        new CosmosCheckpointStoreOptions { ConnectionString = "nonsense " + Secret }.ToString().ShouldNotContain(Secret);
    }

    private static IDisposable Create(Dictionary<string, string?> settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Checkpointing:Cosmos:{setting.Key}", setting.Value)))
            .Build();
        ServiceProvider services = new ServiceCollection()
            .AddKeyedSingleton("mine", (_, _) => new CosmosClient(Account).GetContainer("orders", "checkpoints"))
            .BuildServiceProvider();
        return (IDisposable)new CosmosCheckpointStoreProvider().Create(services, configuration.GetSection("Checkpointing:Cosmos"));
    }
}
