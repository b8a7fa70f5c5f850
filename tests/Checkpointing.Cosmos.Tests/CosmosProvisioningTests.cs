using System.Text.Json.Nodes;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>The container: created ahead, with the first operation, or by others from the printed definition; and verified.</summary>
public sealed class CosmosProvisioningTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    private static readonly string[] OneRegion = ["West Europe"];

    [Fact]
    public async Task Provisioning_may_be_repeated_and_raced()
    {
        string name = "test-" + Guid.NewGuid().ToString("n");
        CosmosCheckpointStore[] stores = [.. Enumerable.Range(0, 4).Select(_ => new CosmosCheckpointStore(Fixture.Options(name)))];

        await Task.WhenAll(stores.Select(store => store.ProvisionAsync(Token)));
        await stores[0].ProvisionAsync(Token);

        (await stores[1].VerifyAsync(Token)).ShouldBeEmpty();
        Array.ForEach(stores, store => store.Dispose());
    }

    [Fact]
    public async Task Provisioning_on_start_creates_the_container_with_the_first_operation()
    {
        CosmosCheckpointStoreOptions options = Fixture.Options("test-" + Guid.NewGuid().ToString("n"));
        options.ProvisionOnStart = true;
        using CosmosCheckpointStore store = new(options);

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
        (await store.VerifyAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_printed_definition_is_that_of_the_container_that_is_created()
    {
        JsonObject printed = JsonNode.Parse(CosmosCheckpointStore.ContainerDefinition(ContainerName))!.AsObject();
        using ResponseMessage response = await Container.ReadContainerStreamAsync(cancellationToken: Token);
        JsonObject created = JsonNode.Parse(response.Content)!.AsObject();

        created["id"]!.ToString().ShouldBe(printed["id"]!.ToString());
        JsonNode.DeepEquals(created["partitionKey"], printed["partitionKey"]).ShouldBeTrue(created.ToJsonString());
        foreach ((string name, JsonNode? value) in printed["indexingPolicy"]!.AsObject())
        {
            Paths(created["indexingPolicy"]![name]).ShouldBe(Paths(value), name);
        }

        created.ContainsKey("defaultTtl").ShouldBeFalse();
    }

    [Fact]
    public void A_container_that_forgets_is_an_error()
    {
        ContainerProperties properties = Definition();
        properties.DefaultTimeToLive = 3600;

        StoreFinding finding = CosmosFindings.Of(properties, OneRegion, ConsistencyLevel.Session).ShouldHaveSingleItem();

        finding.IsError.ShouldBeTrue();
        finding.Message.ShouldContain("3600 s");
    }

    [Theory]
    [InlineData(null)]
    [InlineData(-1)]
    public void A_time_to_live_that_no_document_has_is_nothing(int? seconds)
    {
        ContainerProperties properties = Definition();
        properties.DefaultTimeToLive = seconds;

        CosmosFindings.Of(properties, OneRegion, ConsistencyLevel.Session).ShouldBeEmpty();
    }

    [Fact]
    public void Writes_in_several_regions_are_an_error() =>
        CosmosFindings.Of(Definition(), ["West Europe", "North Europe"], ConsistencyLevel.Strong).ShouldHaveSingleItem().Message
            .ShouldContain("2 regions (West Europe, North Europe)");

    [Theory]
    [InlineData(ConsistencyLevel.Strong, 0)]
    [InlineData(ConsistencyLevel.BoundedStaleness, 0)]
    [InlineData(ConsistencyLevel.Session, 0)]
    [InlineData(ConsistencyLevel.ConsistentPrefix, 1)]
    [InlineData(ConsistencyLevel.Eventual, 1)]
    public void Reads_that_may_be_older_than_ones_own_writes_are_advised_against(ConsistencyLevel consistency, int findings)
    {
        IReadOnlyList<StoreFinding> found = CosmosFindings.Of(Definition(), OneRegion, consistency);

        found.Count.ShouldBe(findings);
        found.ShouldAllBe(finding => !finding.IsError);
    }

    [Fact]
    public async Task A_container_that_indexes_everything_is_advised_against()
    {
        string name = "test-" + Guid.NewGuid().ToString("n");
        ContainerProperties properties = new(name, CosmosNames.PartitionKeyPath);
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/*" });
        await Container.Database.CreateContainerAsync(properties, cancellationToken: Token);
        using CosmosCheckpointStore store = new(Fixture.Options(name));

        StoreFinding finding = (await store.VerifyAsync(Token)).ShouldHaveSingleItem();

        finding.IsError.ShouldBeFalse();
        finding.Message.ShouldContain("indexes more than /consumerGroup");
    }

    [Fact]
    public async Task A_client_that_asks_for_weaker_reads_than_its_account_is_found()
    {
        CosmosClientOptions options = Through(Faults);
        options.ConsistencyLevel = ConsistencyLevel.Eventual;
        using CosmosClient client = new(Fixture.ConnectionString, options);
        using CosmosCheckpointStore store = new(client.GetContainer(CosmosFixture.DatabaseName, ContainerName));

        (await store.VerifyAsync(Token)).ShouldHaveSingleItem().Message.ShouldContain("only Eventual");
    }

    [Fact]
    public async Task A_container_whose_clients_serializer_is_of_no_use_is_served_all_the_same()
    {
        CosmosClientOptions options = Through(Faults);
        options.Serializer = new UselessSerializer();
        using CosmosClient client = new(Fixture.ConnectionString, options);
        using CosmosCheckpointStore store = new(client.GetContainer(CosmosFixture.DatabaseName, ContainerName));

        PartitionOwnership held = await WinAsync(store, "me");
        (await WriteAsync(store, 5, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await WinAsync(store, "me", held.Version)).Epoch.ShouldBe(held.Epoch);
        (await store.ListCheckpointsAsync(Group, Token)).Items.ShouldHaveSingleItem().SequenceNumber.ShouldBe(5);
        (await store.ListGroupsAsync(Token)).ShouldBe([Group]);
        (await store.DeleteGroupAsync(Group, Token)).ShouldBe(1);
    }

    [Fact]
    public async Task A_container_of_ones_own_outlives_the_store()
    {
        using CosmosClient client = new(Fixture.ConnectionString, Through(Faults));
        Container container = client.GetContainer(CosmosFixture.DatabaseName, ContainerName);
        new CosmosCheckpointStore(container).Dispose();

        using ResponseMessage response = await container.ReadContainerStreamAsync(cancellationToken: Token);

        response.IsSuccessStatusCode.ShouldBeTrue();
    }

    private static ContainerProperties Definition()
    {
        ContainerProperties properties = new("checkpoints", CosmosNames.PartitionKeyPath);
        properties.IndexingPolicy.IncludedPaths.Add(new IncludedPath { Path = "/consumerGroup/?" });
        return properties;
    }

    private static string Paths(JsonNode? node) => node is JsonArray paths ? string.Join(',', paths.Select(path => path!["path"])) : $"{node}";
}
