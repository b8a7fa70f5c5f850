using Checkpointing.Registration;
using Checkpointing.Resilience;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

public sealed class RedisCheckpointStoreOptionsTests
{
    [Fact]
    public void Defaults_are_the_named_ones()
    {
        RedisCheckpointStoreOptions options = new();

        options.ConnectionString.ShouldBeNull();
        options.ServiceKey.ShouldBeNull();
        options.Database.ShouldBeNull();
        options.KeyPrefix.ShouldBe(RedisCheckpointStoreOptions.DefaultKeyPrefix);
        RedisCheckpointStoreOptions.DefaultKeyPrefix.ShouldBe("checkpointing:");
        options.Layout.ShouldBe(RedisCheckpointStoreOptions.DefaultLayout);
        RedisCheckpointStoreOptions.DefaultLayout.ShouldBe(RedisLayout.Hashes);
        options.JedisGroups.ShouldBeEmpty();
        options.WaitForReplicas.ShouldBe(RedisCheckpointStoreOptions.DefaultWaitForReplicas);
        RedisCheckpointStoreOptions.DefaultWaitForReplicas.ShouldBe(0);
        options.WaitForReplicasTimeout.ShouldBe(RedisCheckpointStoreOptions.DefaultWaitForReplicasTimeout);
        RedisCheckpointStoreOptions.DefaultWaitForReplicasTimeout.ShouldBe(TimeSpan.FromSeconds(1));
        options.Resilience.OperationTimeout.ShouldBe(StoreResilienceOptions.DefaultOperationTimeout);
    }

    [Fact]
    public void The_assembly_names_its_provider() =>
        typeof(RedisCheckpointStore).Assembly.GetCustomAttributes(typeof(CheckpointStoreProviderAttribute), inherit: false)
            .ShouldHaveSingleItem().ShouldBeOfType<CheckpointStoreProviderAttribute>().ProviderType.ShouldBe(typeof(RedisCheckpointStoreProvider));

    [Fact]
    public void A_connection_string_makes_a_store()
    {
        Create(new() { ["ConnectionString"] = "localhost:6379,password=secret,ssl=true" }).ShouldBeOfType<RedisCheckpointStore>();

        new RedisCheckpointStoreProvider().Name.ShouldBe("Redis");
    }

    [Fact]
    public void A_key_names_the_programs_own_connection() =>
        Should.Throw<InvalidOperationException>(() => Create(new() { ["ServiceKey"] = "orders" })).Message.ShouldContain("IConnectionMultiplexer");

    [Theory]
    [InlineData("ConnectionString", "", "Checkpointing:Redis:ConnectionString: exactly one of ConnectionString")]
    [InlineData("ServiceKey", "orders", "exactly one of ConnectionString")]
    [InlineData("KeyPrefix", "", "Checkpointing:Redis:KeyPrefix is '': 1 to 200 characters are required")]
    [InlineData("KeyPrefix", "a{b}", "without braces")]
    [InlineData("KeyPrefix", "a\nb", "1 to 200 characters")]
    [InlineData("Database", "-1", "Checkpointing:Redis:Database is '-1'")]
    [InlineData("WaitForReplicas", "-1", "Checkpointing:Redis:WaitForReplicas is '-1': allowed is 0 to 100.")]
    [InlineData("WaitForReplicasTimeout", "00:01:00", "Checkpointing:Redis:WaitForReplicasTimeout is '00:01:00'")]
    [InlineData("Prefix", "x", "Prefix")]
    [InlineData("Layout", "7", "Checkpointing:Redis:Layout is '7': allowed are Hashes and Jedis.")]
    [InlineData("JedisGroups:0", "ns/Hub/group", "the list belongs to Layout Jedis only")]
    [InlineData("Resilience:MaxRetries", "-1", "Checkpointing:Redis:Resilience:MaxRetries is '-1': allowed is 0 to 100.")]
    public void A_wrong_setting_is_named_with_its_value_and_the_way_out(string key, string value, string expected)
    {
        Dictionary<string, string?> settings = new() { ["ConnectionString"] = "localhost" };
        settings[key] = value;

        Should.Throw<OptionsValidationException>(() => Create(settings)).Message.ShouldContain(expected);
    }

    [Theory]
    [InlineData("localhost,nonsense=1,password=secret")]
    [InlineData("localhost,connectTimeout=soon,password=secret")]
    [InlineData("password=secret")]
    public void A_wrong_connection_string_is_refused_without_being_told(string value)
    {
        OptionsValidationException exception = Should.Throw<OptionsValidationException>(() => Create(new() { ["ConnectionString"] = value }));

        exception.Message.ShouldContain("it is no connection string of StackExchange.Redis");
        exception.Message.ShouldNotContain("secret");
    }

    [Fact]
    public void All_violations_come_in_one_message() =>
        Should.Throw<OptionsValidationException>(() => Create(new() { ["KeyPrefix"] = "", ["Database"] = "-1" })).Failures.Count().ShouldBe(3);

    [Fact]
    public void The_text_form_names_servers_and_keys_and_no_password() =>
        new RedisCheckpointStoreOptions { ConnectionString = "redis.contoso.com:6380,10.0.0.1:6379,password=secret,ssl=true" }.ToString()
            .ShouldBe("Redis at redis.contoso.com:6380, 10.0.0.1:6379, keys 'checkpointing:…'");

    [Fact]
    public void The_stores_own_limits_come_before_the_clients()
    {
        ConfigurationOptions client = new RedisCheckpointStoreOptions { ConnectionString = "localhost,abortConnect=true,connectTimeout=1234" }.ClientOptions();

        client.AbortOnConnectFail.ShouldBeFalse();
        client.SyncTimeout.ShouldBe(10_000);
        client.ConnectTimeout.ShouldBe(1234);
    }

    private static ICheckpointStore Create(Dictionary<string, string?> settings)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"Checkpointing:Redis:{setting.Key}", setting.Value)))
            .Build();
        return new RedisCheckpointStoreProvider().Create(new ServiceCollection().BuildServiceProvider(), configuration.GetSection("Checkpointing:Redis"));
    }
}
