using Checkpointing.Registration;
using Checkpointing.Sqlite;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Checkpointing.Moving.Tests;

public sealed class MovingCheckpointStoreProviderTests
{
    [Fact]
    public async Task Configuration_names_both_stores_and_which_leads()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpointing-moving-");
        try
        {
            string from = Path.Combine(folder.FullName, "from.db");
            string to = Path.Combine(folder.FullName, "to.db");
            var group = new ConsumerGroup("ns", "hub", "group");
            await using (ServiceProvider services = Services(
                ("Leader", "to"), ("From:Store", "Sqlite"), ("From:Sqlite:DataSource", from), ("To:Store", "Sqlite"), ("To:Sqlite:DataSource", to)))
            {
                ICheckpointStore store = services.GetRequiredService<ICheckpointStore>();
                store.ShouldBeOfType<MovingCheckpointStore>();
                await store.WriteCheckpointsAsync(group, [new CheckpointWrite("0", 7, null, 0, "w")], default);
            }

            foreach (string file in new[] { from, to })
            {
                await using var one = new SqliteCheckpointStore(file);
                (await one.ReadCheckpointAsync(group, "0", default))!.SequenceNumber.ShouldBe(7);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InlineData("Leader", null, "Checkpointing:Moving:Leader: 'From' as long as any process knows the old store only")]
    [InlineData("Leader", "Both", "Checkpointing:Moving:Leader is 'Both': 'From' as long as")]
    [InlineData("Phase", "1", "Checkpointing:Moving:Phase: there is no such setting; there are Leader, From and To.")]
    [InlineData("From:Store", null, "Checkpointing:Moving:From:Store is missing")]
    [InlineData("To:Store", "Cassandra", "Checkpointing:Moving:To:Store is 'Cassandra', which is no known store.")]
    public async Task A_wrong_setting_is_named_with_its_value_and_the_way_out(string key, string? value, string message)
    {
        Dictionary<string, string?> settings = new() { ["Leader"] = "From", ["From:Store"] = "InMemory", ["To:Store"] = "InMemory", [key] = value };
        await using ServiceProvider services = Services([.. settings.Select(setting => (setting.Key, setting.Value))]);
        Should.Throw<OptionsValidationException>(services.GetRequiredService<ICheckpointStore>).Message.ShouldContain(message);
    }

    private static ServiceProvider Services(params (string Key, string? Value)[] settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(
            settings.Where(setting => setting.Value is not null)
                .ToDictionary(setting => $"Checkpointing:Moving:{setting.Key}", setting => setting.Value, StringComparer.Ordinal)
                .Append(new("Checkpointing:Store", "Moving"))).Build();
        return new ServiceCollection().AddCheckpointStore(configuration).BuildServiceProvider();
    }
}
