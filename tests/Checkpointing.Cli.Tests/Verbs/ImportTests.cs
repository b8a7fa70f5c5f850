using System.Text;
using Azure.Storage.Blobs;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

public sealed class ImportTests(Stage stage)
{
    private const string Lease = """{"Offset":"4300","SequenceNumber":43,"PartitionId":"0","Owner":"host-1","Token":"2f1c","Epoch":7}""";
    private const string FreshLease = """{"Offset":"","SequenceNumber":0,"PartitionId":"1","Owner":"host-1","Token":"2f1d","Epoch":1}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("eph", "{group}/0", Lease)]
    [InlineData("functions", "{namespace}/{hub}/{group}/0", Lease)]
    [InlineData("guide", "{namespace}/{hub}/{group}/checkpoint/0", """{"offset": "4300", "sequence_number": 43}""")]
    [InlineData("go", "0", """{"partitionID":"0","checkpoint":{},"offset":"4300","sequenceNumber":43}""")]
    [InlineData("dapr", "dapr-{hub}-{group}-0", """{"offset":"4300","sequenceNumber":43}""")]
    public async Task Blobs_of_other_programs_are_taken_over(string format, string path, string body)
    {
        TestGroup group = await stage.GroupAsync("Postgres");
        Dictionary<string, string?> settings = await WithAccountAsync(group);
        BlobContainerClient container = await ContainerAsync(settings);
        string blob = path.Replace("{namespace}", "localhost", StringComparison.Ordinal).Replace("{hub}", "orders", StringComparison.Ordinal)
            .Replace("{group}", group.Group.Name, StringComparison.Ordinal);
        await container.UploadBlobAsync(blob, BinaryData.FromString(body), Token);

        Tool looked = await Tool.RunAsync(["import", format, "--container", container.Name, "--dry-run"], settings);
        (await group.PositionsAsync()).ShouldBe("");
        Tool done = await Tool.RunAsync(["import", format, "--container", container.Name], settings);
        Tool again = await Tool.RunAsync(["import", format, "--container", container.Name], settings);

        looked.Answer().ShouldContain("1 checkpoint to be copied");
        done.Answer().ShouldContain("1 checkpoint copied");
        again.Answer().ShouldContain("0 checkpoints copied, 1 the same before");
        (await group.PositionsAsync()).ShouldBe("0:43");
        (await group.OwnersAsync()).ShouldBe("");
    }

    [Fact]
    public async Task A_lease_from_before_the_first_checkpoint_is_none_and_is_told()
    {
        TestGroup group = await stage.GroupAsync("Postgres");
        Dictionary<string, string?> settings = await WithAccountAsync(group);
        BlobContainerClient container = await ContainerAsync(settings);
        await container.UploadBlobAsync($"prod/{group.Group.Name}/0", BinaryData.FromString(Lease), Token);
        await container.UploadBlobAsync($"prod/{group.Group.Name}/1", new BinaryData(Encoding.UTF8.GetBytes(FreshLease)), Token);

        Tool done = await Tool.RunAsync(["import", "eph", "--container", container.Name, "--path", "prod/{group}/{partition}"], settings);

        done.Answer(exitCode: 1).ShouldContain("holds no position");
        (await group.PositionsAsync()).ShouldBe("0:43");
    }

    [Fact]
    public async Task The_Java_SDKs_Redis_layout_is_taken_over()
    {
        TestGroup group = await stage.GroupAsync("Postgres");
        TestStore redis = await stage.StoreAsync("Redis");
        string name = $"{group.Group.FullyQualifiedNamespace}/Orders/{group.Group.Name}";
        string endPoint = redis.Settings["Checkpointing:Redis:ConnectionString"]!.Split(',')[0];
        using StackExchange.Redis.ConnectionMultiplexer connection = await StackExchange.Redis.ConnectionMultiplexer.ConnectAsync(endPoint);
        StackExchange.Redis.IDatabase database = connection.GetDatabase();
        await database.SetAddAsync(name, $"{name}/0");
        await database.HashSetAsync(
            $"{name}/0",
            "checkpoint",
            $$"""{"fullyQualifiedNamespace":"localhost","eventHubName":"Orders","consumerGroup":"{{group.Group.Name}}","partitionId":"0","offset":4300,"sequenceNumber":43}""");
        Dictionary<string, string?> settings = new(group.Settings) { ["Checkpointing:Redis:ConnectionString"] = endPoint };

        Tool done = await Tool.RunAsync(["import", "jedis", "--group", name], settings);

        done.Answer().ShouldContain("1 checkpoint copied");
        (await group.PositionsAsync()).ShouldBe("0:43");
    }

    [Fact]
    public async Task Settings_of_what_is_read_have_a_file_and_environment_variables_of_their_own()
    {
        TestGroup group = await stage.GroupAsync("Postgres");
        Dictionary<string, string?> right = await WithAccountAsync(group);
        BlobContainerClient container = await ContainerAsync(right);
        await container.UploadBlobAsync($"{group.Group.Name}/0", BinaryData.FromString(Lease), Token);
        string file = Path.Combine(stage.MakeFolder(), "source.json");
        await File.WriteAllTextAsync(file, "{}", Token);
        Dictionary<string, string?> settings = new(right) { ["Checkpointing:Blob:ConnectionString"] = "the processor's, of another account" };
        string[] import = ["import", "eph", "--container", container.Name, "--from-config", file];

        (await Tool.RunAsync(import, settings)).ExitCode.ShouldBe(2);
        settings["CHECKPOINTS_FROM_Checkpointing:Blob:ConnectionString"] = right["Checkpointing:Blob:ConnectionString"];
        (await Tool.RunAsync(import, settings)).Answer().ShouldContain("1 checkpoint copied");
    }

    private async Task<Dictionary<string, string?>> WithAccountAsync(TestGroup group) =>
        new(group.Settings) { ["Checkpointing:Blob:ConnectionString"] = (await stage.StoreAsync("Blob")).Settings["Checkpointing:Blob:ConnectionString"] };

    private static async Task<BlobContainerClient> ContainerAsync(Dictionary<string, string?> settings)
    {
        var options = new BlobClientOptions(BlobClientOptions.ServiceVersion.V2021_12_02);
        var container = new BlobContainerClient(settings["Checkpointing:Blob:ConnectionString"], $"import{Guid.NewGuid():n}", options);
        await container.CreateIfNotExistsAsync(cancellationToken: Token);
        return container;
    }
}
