using Checkpointing.Registration;
using Checkpointing.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

public sealed class PostgresCheckpointStoreOptionsTests
{
    private const string Sound = "Host=db.example;Database=orders;Username=orders";

    [Fact]
    public void Defaults_are_the_named_ones()
    {
        PostgresCheckpointStoreOptions options = new();

        options.ConnectionString.ShouldBeNull();
        options.ServiceKey.ShouldBeNull();
        options.PasswordProvider.ShouldBeNull();
        options.Credential.ShouldBe(PostgresCredentialKind.ConnectionString);
        options.Schema.ShouldBe(PostgresCheckpointStoreOptions.DefaultSchema);
        PostgresCheckpointStoreOptions.DefaultSchema.ShouldBe("checkpointing");
        options.TransactionPooling.ShouldBe(PostgresCheckpointStoreOptions.DefaultTransactionPooling);
        PostgresCheckpointStoreOptions.DefaultTransactionPooling.ShouldBeFalse();
        options.RelaxedDurability.ShouldBe(PostgresCheckpointStoreOptions.DefaultRelaxedDurability);
        PostgresCheckpointStoreOptions.DefaultRelaxedDurability.ShouldBeFalse();
        options.ProvisionOnStart.ShouldBe(PostgresCheckpointStoreOptions.DefaultProvisionOnStart);
        PostgresCheckpointStoreOptions.DefaultProvisionOnStart.ShouldBeTrue();
        options.Resilience.OperationTimeout.ShouldBe(StoreResilienceOptions.DefaultOperationTimeout);
    }

    [Fact]
    public void The_assembly_names_its_provider() =>
        typeof(PostgresCheckpointStore).Assembly.GetCustomAttributes(typeof(CheckpointStoreProviderAttribute), inherit: false)
            .ShouldHaveSingleItem().ShouldBeOfType<CheckpointStoreProviderAttribute>().ProviderType.ShouldBe(typeof(PostgresCheckpointStoreProvider));

    [Fact]
    public async Task A_connection_string_makes_a_store()
    {
        await using PostgresCheckpointStore store = Create(new() { ["ConnectionString"] = Sound }).ShouldBeOfType<PostgresCheckpointStore>();

        new PostgresCheckpointStoreProvider().Name.ShouldBe("Postgres");
    }

    [Fact]
    public async Task A_service_key_makes_a_store_over_the_programs_own_data_source_which_outlives_it()
    {
        await using NpgsqlDataSource dataSource = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1");
        ServiceProvider services = new ServiceCollection().AddKeyedSingleton("orders", dataSource).BuildServiceProvider();

        await using (Create(new() { ["ServiceKey"] = "orders" }, services).ShouldBeOfType<PostgresCheckpointStore>())
        {
        }

        Should.NotThrow(() => dataSource.CreateConnection().Dispose());
    }

    [Theory]
    [InlineData("ConnectionString", "", "Checkpointing:Postgres:ConnectionString: exactly one of ConnectionString")]
    [InlineData("ServiceKey", "orders", "exactly one of ConnectionString")]
    [InlineData("ConnectionString", "Database=orders", "it has no 'Host=…'")]
    [InlineData("Schema", "", "Checkpointing:Postgres:Schema is '': allowed is a name of 1 to 63 bytes")]
    [InlineData("Schema", "pg_mine", "Checkpointing:Postgres:Schema is 'pg_mine'")]
    [InlineData("Schema", "größe-größe-größe-größe-größe-größe-größe-größe-größe-größe-größe", "allowed is a name of 1 to 63 bytes")]
    [InlineData("Credential", "Magic", "Checkpointing:Postgres:Credential")]
    [InlineData("TransactionPooling", "perhaps", "Checkpointing:Postgres:TransactionPooling")]
    [InlineData("Shema", "x", "Shema")]
    [InlineData("Resilience:MaxRetries", "-1", "Checkpointing:Postgres:Resilience:MaxRetries is '-1': allowed is 0 to 100.")]
    public void A_wrong_setting_is_named_with_its_value_and_the_way_out(string key, string value, string expected)
    {
        Dictionary<string, string?> settings = new() { ["ConnectionString"] = Sound };
        settings[key] = value;

        Should.Throw<OptionsValidationException>(() => Create(settings)).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("Host=db.example;Nonsense=1", "no connection string of Npgsql")]
    [InlineData("Host=db.example;Port=many", "no connection string of Npgsql")]
    [InlineData("Port=5432", "it has no 'Host=…'")]
    public void A_wrong_connection_string_is_refused_without_being_told(string value, string expected)
    {
        OptionsValidationException exception = Should.Throw<OptionsValidationException>(() => Create(new() { ["ConnectionString"] = value + ";Password=secret" }));

        exception.Message.ShouldContain(expected);
        exception.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void A_password_and_a_credential_exclude_each_other()
    {
        Dictionary<string, string?> settings = new() { ["ConnectionString"] = Sound + ";Password=secret", ["Credential"] = "Default" };

        Should.Throw<OptionsValidationException>(() => Create(settings)).Message.ShouldContain("leave one of them out");
    }

    [Fact]
    public void The_text_form_names_the_database_and_no_secret()
    {
        new PostgresCheckpointStoreOptions { ConnectionString = Sound + ";Password=secret" }.ToString().ShouldBe("PostgreSQL database 'orders' at db.example, schema 'checkpointing'");
        new PostgresCheckpointStoreOptions { ConnectionString = "secret" }.ToString().ShouldBe("PostgreSQL schema 'checkpointing'");
    }

    [Fact]
    public void Statements_are_prepared_unless_a_pooler_in_transaction_mode_stands_between()
    {
        NpgsqlConnectionStringBuilder direct = new PostgresCheckpointStoreOptions { ConnectionString = Sound }.Connection();
        NpgsqlConnectionStringBuilder pooled = new PostgresCheckpointStoreOptions { ConnectionString = Sound + ";Max Auto Prepare=7", TransactionPooling = true }.Connection();
        NpgsqlConnectionStringBuilder given = new PostgresCheckpointStoreOptions { ConnectionString = Sound + ";Max Auto Prepare=7" }.Connection();

        direct.MaxAutoPrepare.ShouldBe(PostgresCheckpointStoreOptions.PreparedStatements);
        direct.NoResetOnClose.ShouldBeTrue();
        direct.Enlist.ShouldBeFalse();
        direct.ApplicationName.ShouldBe("Checkpointing");
        pooled.MaxAutoPrepare.ShouldBe(0);
        pooled.NoResetOnClose.ShouldBeTrue();
        given.MaxAutoPrepare.ShouldBe(7);
    }

    private static ICheckpointStore Create(Dictionary<string, string?> settings, IServiceProvider? services = null)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Checkpointing:Postgres:{setting.Key}", setting.Value)))
            .Build();
        return new PostgresCheckpointStoreProvider().Create(
            services ?? new ServiceCollection().BuildServiceProvider(), configuration.GetSection("Checkpointing:Postgres"));
    }
}
