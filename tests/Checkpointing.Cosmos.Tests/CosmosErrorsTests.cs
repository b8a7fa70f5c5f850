using System.Net.Sockets;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>One shape for what goes wrong, and never a secret in it.</summary>
public sealed class CosmosErrorsTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    [Fact]
    public async Task A_missing_container_is_an_error_with_the_way_out_and_not_a_missing_checkpoint()
    {
        using CosmosCheckpointStore store = new(Fixture.Options("absent"));

        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "0", Token));
        CheckpointStoreException claimed = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token));

        read.Message.ShouldContain($"the container 'absent' of the database '{CosmosFixture.DatabaseName}' does not exist");
        read.Message.ShouldContain("ProvisionOnStart");
        read.IsTransient.ShouldBeFalse();
        read.Operation.ShouldBe(StoreOperation.ReadCheckpoint);
        claimed.MayHaveBeenApplied.ShouldBeFalse();
        (await store.VerifyAsync(Token)).ShouldHaveSingleItem().IsError.ShouldBeTrue();
    }

    [Fact]
    public async Task A_container_that_vanishes_later_is_no_missing_checkpoint_either()
    {
        using ResponseMessage deleted = await Container.DeleteContainerStreamAsync(cancellationToken: Token);
        using CosmosClient client = new(Fixture.ConnectionString, Through(Faults));
        using CosmosCheckpointStore store = new(client.GetContainer(CosmosFixture.DatabaseName, ContainerName));

        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "0", Token));

        read.Message.ShouldContain("does not exist");
    }

    [Fact]
    public async Task A_container_with_another_partition_key_is_refused_before_anything_is_written()
    {
        string name = "test-" + Guid.NewGuid().ToString("n");
        await Container.Database.CreateContainerAsync(new ContainerProperties(name, "/id"), cancellationToken: Token);
        using CosmosCheckpointStore store = new(Fixture.Options(name));

        CheckpointStoreException claimed = await Should.ThrowAsync<CheckpointStoreException>(
            () => store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token));
        CheckpointStoreException provisioned = await Should.ThrowAsync<CheckpointStoreException>(() => store.ProvisionAsync(Token));

        claimed.Message.ShouldContain("/consumerGroup");
        claimed.IsTransient.ShouldBeFalse();
        provisioned.Message.ShouldContain("use another container");
    }

    [Fact]
    public async Task An_answer_that_is_no_JSON_is_tried_again_and_hides_no_other_claim()
    {
        Faults.Plan(request => request == "PATCH bad" ? Fault.Page : Fault.None);
        PartitionOwnership bad = await WinAsync(Store, "me", partition: "bad");
        PartitionOwnership good = await WinAsync(Store, "me", partition: "good");

        PartitionResults<PartitionOwnership> claimed = await Store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("bad", "me", "1", bad.Version), new OwnershipClaim("good", "me", "1", good.Version)], Token);

        claimed.Items.Select(item => item.PartitionId).ShouldBe(["bad", "good"], ignoreOrder: true);
        claimed.Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_throttled_request_is_tried_again_when_the_service_says()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        int met = 0;
        Faults.Plan(_ => ++met <= 2 ? Fault.Throttled : Fault.None);

        (await WriteAsync(Store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);

        met.ShouldBe(3);
        Logger.Messages.Count(message => message.Contains($"follows in 00:00:00.0{FaultyTransport.RetryAfterMilliseconds}0000.", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Throttling_without_end_is_a_transient_error_that_says_what_to_do_and_that_nothing_was_applied()
    {
        Faults.Plan(_ => Fault.Throttled);

        PartitionResults<PartitionOwnership> claimed = await Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token);

        CheckpointStoreException fault = claimed.Faults.ShouldHaveSingleItem();
        fault.IsTransient.ShouldBeTrue();
        fault.MayHaveBeenApplied.ShouldBeFalse();
        fault.Message.ShouldContain("429");
        fault.InnerException.ShouldBeOfType<CosmosException>();
        Faults.Requests.Count.ShouldBe(1 + StoreResilienceOptions.DefaultMaxRetries);
    }

    [Fact]
    public void The_stores_own_client_leaves_throttling_to_the_store()
    {
        using CosmosClient client = Fixture.Options(ContainerName).CreateClient();

        client.ClientOptions.MaxRetryAttemptsOnRateLimitedRequests.ShouldBe(0);
    }

    [Fact]
    public async Task A_replica_that_lags_behind_is_no_missing_checkpoint()
    {
        await WriteAsync(Store, 5, (await WinAsync(Store, "me")).Epoch);
        Faults.Once(Fault.Lagging, _ => true);

        (await Store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();

        Faults.Plan(_ => Fault.Lagging);
        (await Should.ThrowAsync<CheckpointStoreException>(() => Store.ReadCheckpointAsync(Group, "0", Token))).IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Refused_credentials_are_permanent_and_tell_the_way_out()
    {
        Faults.Plan(_ => Fault.Forbidden);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => Store.ListOwnershipAsync(Group, Token));

        exception.IsTransient.ShouldBeFalse();
        exception.Message.ShouldContain("credentials");
        Faults.Requests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(Fault.CutOff, true)]
    [InlineData(Fault.Malformed, false)]
    public async Task A_refusal_that_is_not_the_services_own_says_nothing_about_the_request(Fault fault, bool isTransient)
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        Faults.Plan(_ => fault);

        CheckpointStoreException exception = (await Store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 1, null, held.Epoch, "me")], Token))
            .Faults.ShouldHaveSingleItem();

        exception.IsTransient.ShouldBe(isTransient);
        exception.MayHaveBeenApplied.ShouldBe(isTransient);
    }

    [Fact]
    public async Task An_unreachable_service_is_transient_and_was_tried_again()
    {
        Faults.Plan(_ => Fault.NeverSent);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => Store.ReadCheckpointAsync(Group, "0", Token));

        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeFalse();
        exception.InnerException.ShouldBeOfType<HttpRequestException>();
        Logger.Messages.Count(message => message.StartsWith("Warning", StringComparison.Ordinal)).ShouldBe(StoreResilienceOptions.DefaultMaxRetries);
    }

    [Fact]
    public void A_connection_that_is_reset_as_soon_as_it_is_made_is_transient() =>
        CosmosErrors.Classify(new SocketException((int)SocketError.NotConnected)).ShouldNotBeNull().IsTransient.ShouldBeTrue();

    [Fact]
    public async Task A_page_of_a_list_that_fails_is_asked_for_again()
    {
        CosmosCheckpointStoreOptions options = ShortPauses();
        options.ListPageSize = 2;
        using CosmosCheckpointStore store = new(Container.Database.Client.GetContainer(CosmosFixture.DatabaseName, ContainerName), options);
        await store.ClaimOwnershipAsync(Group, [.. Enumerable.Range(0, 7).Select(number => new OwnershipClaim($"{number}", "me", "1", null))], Token);
        int pages = 0;
        Faults.Plan(_ => ++pages % 2 == 0 ? Fault.NeverSent : Fault.None);
        using CosmosClient client = new(Fixture.ConnectionString, Through(Faults));
        using CosmosCheckpointStore unlucky = new(client.GetContainer(CosmosFixture.DatabaseName, ContainerName), options);

        (await unlucky.ListOwnershipAsync(Group, Token)).Items.Select(item => item.PartitionId).ShouldBe(["0", "1", "2", "3", "4", "5", "6"], ignoreOrder: true);

        pages.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_service_that_never_answers_meets_the_one_limit_of_the_call_and_what_was_done_before_is_told()
    {
        Faults.Plan(request => request == "GET slow" ? Fault.NoAnswer : Fault.None);
        using CosmosClient client = new(Fixture.ConnectionString, Through(Faults));
        using CosmosCheckpointStore store = new(
            client.GetContainer(CosmosFixture.DatabaseName, ContainerName),
            new CosmosCheckpointStoreOptions
            {
                Resilience = new StoreResilienceOptions { OperationTimeout = TimeSpan.FromSeconds(2), AttemptTimeout = TimeSpan.FromSeconds(2), MaxRetries = 0 },
            });
        await WinAsync(store, "me", partition: "slow");

        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(
            Group, [new OwnershipClaim("slow", "me", "1", null), new OwnershipClaim("quick", "me", "1", null)], Token);

        claimed.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("quick");
        CheckpointStoreException fault = claimed.Faults.ShouldHaveSingleItem();
        fault.PartitionId.ShouldBe("slow");
        fault.IsTransient.ShouldBeTrue();
        fault.Message.ShouldContain("no answer within 00:00:02");
    }

    [Fact]
    public async Task Cancelling_ends_the_wait_for_a_service_that_never_answers()
    {
        using CancellationTokenSource cancellation = new();
        Faults.Plan(_ =>
        {
            cancellation.Cancel();
            return Fault.NoAnswer;
        });

        await Should.ThrowAsync<OperationCanceledException>(() => Store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], cancellation.Token));

        Faults.Plan(_ => Fault.None);
        (await ClaimAsync(Store, "me")).ShouldNotBeNull();
    }
}
