using Azure.Storage.Blobs;
using Checkpointing.Registration;
using Checkpointing.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Checkpointing.Blob.Tests;

public sealed class BlobCheckpointStoreOptionsTests
{
    private const string Account = "DefaultEndpointsProtocol=https;AccountName=contoso;AccountKey=c2VjcmV0;EndpointSuffix=core.windows.net";

    [Fact]
    public void Defaults_are_the_named_ones()
    {
        BlobCheckpointStoreOptions options = new();

        options.MaxConcurrency.ShouldBe(BlobCheckpointStoreOptions.DefaultMaxConcurrency);
        BlobCheckpointStoreOptions.DefaultMaxConcurrency.ShouldBe(16);
        options.Credential.ShouldBe(BlobCredentialKind.None);
        options.ServiceVersion.ShouldBeNull();
        options.Resilience.OperationTimeout.ShouldBe(StoreResilienceOptions.DefaultOperationTimeout);
    }

    [Fact]
    public void The_assembly_names_its_provider() =>
        typeof(BlobCheckpointStore).Assembly.GetCustomAttributes(typeof(CheckpointStoreProviderAttribute), inherit: false)
            .ShouldHaveSingleItem().ShouldBeOfType<CheckpointStoreProviderAttribute>().ProviderType.ShouldBe(typeof(BlobCheckpointStoreProvider));

    [Theory]
    [InlineData("ConnectionString", Account, "ContainerName", "checkpoints")]
    [InlineData("ContainerUri", "https://contoso.blob.core.windows.net/checkpoints", "Credential", "Default")]
    [InlineData("ContainerUri", "https://contoso.blob.core.windows.net/checkpoints?sv=x&sig=y", "MaxConcurrency", "4")]
    [InlineData("ServiceKey", "mine", "ServiceVersion", "V2021_12_02")]
    public void Each_way_to_name_a_container_makes_a_store(string key, string value, string otherKey, string otherValue) =>
        Create(new() { [key] = value, [otherKey] = otherValue }).ShouldBeOfType<BlobCheckpointStore>();

    [Fact]
    public void An_account_address_makes_a_store() =>
        Create(new() { ["AccountUri"] = "https://contoso.blob.core.windows.net", ["ContainerName"] = "checkpoints", ["Credential"] = "Default" }).ShouldNotBeNull();

    [Theory]
    [InlineData("MaxConcurrency", "0", "Checkpointing:Blob:MaxConcurrency is '0': allowed is 1 to 256.")]
    [InlineData("MaxConcurrency", "many", "Checkpointing:Blob:MaxConcurrency")]
    [InlineData("Containername2", "x", "Containername2")]
    [InlineData("Credential", "Default", "Checkpointing:Blob:Credential is 'Default'")]
    [InlineData("ContainerUri", "https://contoso.blob.core.windows.net/c", "exactly one of")]
    [InlineData("ContainerName", "", "Checkpointing:Blob:ContainerName")]
    [InlineData("Resilience:AttemptTimeout", "00:01:00", "Checkpointing:Blob:Resilience:AttemptTimeout is '00:01:00'")]
    public void A_wrong_setting_is_named_with_its_value_and_the_way_out(string key, string value, string expected)
    {
        Dictionary<string, string?> settings = new() { ["ConnectionString"] = Account, ["ContainerName"] = "checkpoints" };
        settings[key] = value;

        OptionsValidationException exception = Should.Throw<OptionsValidationException>(() => Create(settings));

        exception.Message.ShouldContain(expected);
        exception.Message.ShouldNotContain("c2VjcmV0");
    }

    [Fact]
    public void Without_any_container_the_message_says_what_is_required() =>
        Should.Throw<OptionsValidationException>(() => Create([])).Message.ShouldContain("exactly one of ConnectionString, AccountUri, ContainerUri and ServiceKey is required; 0 are set.");

    [Fact]
    public void The_text_form_names_the_container_and_no_secret()
    {
        new BlobCheckpointStoreOptions { ConnectionString = Account, ContainerName = "checkpoints" }.ToString().ShouldBe("blob container 'checkpoints'");
        new BlobCheckpointStoreOptions { ContainerUri = new Uri("https://contoso.blob.core.windows.net/checkpoints?sig=secret") }.ToString()
            .ShouldBe("blob container 'checkpoints' at contoso.blob.core.windows.net");
    }

    private static ICheckpointStore Create(Dictionary<string, string?> settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Checkpointing:Blob:{setting.Key}", setting.Value)))
            .Build();
        ServiceProvider services = new ServiceCollection()
            .AddKeyedSingleton("mine", new BlobContainerClient(new Uri("https://contoso.blob.core.windows.net/mine")))
            .BuildServiceProvider();
        return new BlobCheckpointStoreProvider().Create(services, configuration.GetSection("Checkpointing:Blob"));
    }
}
