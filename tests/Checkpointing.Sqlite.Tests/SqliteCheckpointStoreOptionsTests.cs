using Checkpointing.Registration;
using Checkpointing.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Checkpointing.Sqlite.Tests;

public sealed class SqliteCheckpointStoreOptionsTests
{
    [Fact]
    public void Defaults_are_the_named_ones()
    {
        SqliteCheckpointStoreOptions options = new();

        options.DataSource.ShouldBeNull();
        options.ConnectionString.ShouldBeNull();
        options.RelaxedDurability.ShouldBe(SqliteCheckpointStoreOptions.DefaultRelaxedDurability);
        SqliteCheckpointStoreOptions.DefaultRelaxedDurability.ShouldBeFalse();
        options.ProvisionOnStart.ShouldBe(SqliteCheckpointStoreOptions.DefaultProvisionOnStart);
        SqliteCheckpointStoreOptions.DefaultProvisionOnStart.ShouldBeTrue();
        options.Resilience.OperationTimeout.ShouldBe(StoreResilienceOptions.DefaultOperationTimeout);
    }

    [Fact]
    public void The_assembly_names_its_provider() =>
        typeof(SqliteCheckpointStore).Assembly.GetCustomAttributes(typeof(CheckpointStoreProviderAttribute), inherit: false)
            .ShouldHaveSingleItem().ShouldBeOfType<CheckpointStoreProviderAttribute>().ProviderType.ShouldBe(typeof(SqliteCheckpointStoreProvider));

    [Theory]
    [InlineData("DataSource", "checkpoints.db")]
    [InlineData("ConnectionString", "Data Source=checkpoints.db")]
    public void A_path_or_a_connection_string_makes_a_store(string key, string value)
    {
        using SqliteCheckpointStore store = Create(new() { [key] = value }).ShouldBeOfType<SqliteCheckpointStore>();

        new SqliteCheckpointStoreProvider().Name.ShouldBe("Sqlite");
    }

    [Theory]
    [InlineData("DataSource", "", "Checkpointing:Sqlite:DataSource: exactly one of DataSource")]
    [InlineData("ConnectionString", "Data Source=b.db", "exactly one of DataSource")]
    [InlineData("DataSource", ":memory:", "use the store named InMemory")]
    [InlineData("DataSource", "file::memory:?cache=shared", "use the store named InMemory")]
    [InlineData("RelaxedDurability", "perhaps", "Checkpointing:Sqlite:RelaxedDurability")]
    [InlineData("Datasource2", "x", "Datasource2")]
    [InlineData("Resilience:MaxRetries", "-1", "Checkpointing:Sqlite:Resilience:MaxRetries is '-1': allowed is 0 to 100.")]
    [InlineData("Resilience:OperationTimeout", "00:00:00", "Checkpointing:Sqlite:Resilience:OperationTimeout is '00:00:00'")]
    public void A_wrong_setting_is_named_with_its_value_and_the_way_out(string key, string value, string expected)
    {
        Dictionary<string, string?> settings = new() { ["DataSource"] = "a.db" };
        settings[key] = value;

        Should.Throw<OptionsValidationException>(() => Create(settings)).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("Data Source=a.db;Nonsense=1", "no connection string of Microsoft.Data.Sqlite")]
    [InlineData("Data Source=a.db;Mode=Memory", "use the store named InMemory")]
    [InlineData("Data Source=file:x?mode=memory", "use the store named InMemory")]
    [InlineData("Mode=ReadWriteCreate", "it has no 'Data Source=<path>'")]
    [InlineData("Data Source=a.db;Cache=Shared", "leave Cache out")]
    public void A_wrong_connection_string_is_refused_without_being_told(string value, string expected)
    {
        OptionsValidationException exception = Should.Throw<OptionsValidationException>(() => Create(new() { ["ConnectionString"] = value + ";Password=secret" }));

        exception.Message.ShouldContain(expected);
        exception.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void All_violations_come_in_one_message()
    {
        OptionsValidationException exception = Should.Throw<OptionsValidationException>(
            () => Create(new() { ["Resilience:MaxRetries"] = "-1", ["Resilience:RetryDelay"] = "1.00:00:00" }));

        exception.Failures.Count().ShouldBe(3);
    }

    [Fact]
    public void The_text_form_names_the_file_and_no_password() =>
        new SqliteCheckpointStoreOptions { ConnectionString = "Data Source=a.db;Password=secret" }.ToString().ShouldBe("SQLite file 'a.db'");

    private static ICheckpointStore Create(Dictionary<string, string?> settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Checkpointing:Sqlite:{setting.Key}", setting.Value)))
            .Build();
        return new SqliteCheckpointStoreProvider().Create(new ServiceCollection().BuildServiceProvider(), configuration.GetSection("Checkpointing:Sqlite"));
    }
}
