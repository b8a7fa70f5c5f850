using Azure.Storage.Blobs;
using Checkpointing.Conformance;
using Checkpointing.Resilience;

namespace Checkpointing.Blob.Tests;

/// <summary>One shape for what goes wrong, and never a secret in it.</summary>
public sealed class BlobErrorsTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    private const string WrongKey = "d3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3Jvbmctd3JvbmcK";

    private readonly AzuriteFixture _azurite = azurite;

    [Fact]
    public async Task A_missing_container_is_named_with_the_way_out()
    {
        BlobCheckpointStore store = new(new BlobCheckpointStoreOptions { ConnectionString = _azurite.ConnectionString, ContainerName = "absent" });

        CheckpointStoreException read = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "0", Token));
        CheckpointStoreException listed = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));
        PartitionResults<PartitionOwnership> claimed = await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token);

        read.Message.ShouldContain("ProvisionAsync");
        read.IsTransient.ShouldBeFalse();
        read.Operation.ShouldBe(StoreOperation.ReadCheckpoint);
        listed.Message.ShouldContain("does not exist");
        claimed.Faults.ShouldHaveSingleItem().Message.ShouldContain("does not exist");
        (await store.VerifyAsync(Token)).ShouldHaveSingleItem().IsError.ShouldBeTrue();
    }

    [Fact]
    public async Task Refused_credentials_are_permanent_and_their_secret_is_not_told()
    {
        string account = _azurite.ConnectionString.Split(';').Single(part => part.StartsWith("AccountKey=", StringComparison.Ordinal));
        BlobCheckpointStoreOptions options = new()
        {
            ConnectionString = _azurite.ConnectionString.Replace(account, "AccountKey=" + WrongKey, StringComparison.Ordinal),
            ContainerName = Container.Name,
        };
        BlobCheckpointStore store = new(options);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));

        exception.IsTransient.ShouldBeFalse();
        exception.Message.ShouldContain("credentials");
        exception.Message.ShouldNotContain(WrongKey);
        options.ToString().ShouldNotContain(WrongKey);
    }

    [Fact]
    public async Task An_unreachable_service_is_transient_and_was_tried_again()
    {
        Faults.Plan(_ => Fault.NeverSent);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => Store.ListOwnershipAsync(Group, Token));

        exception.IsTransient.ShouldBeTrue();
        exception.MayHaveBeenApplied.ShouldBeFalse();
        Faults.Requests.Count.ShouldBe(1 + StoreResilienceOptions.DefaultMaxRetries);
        Logger.Messages.Count(message => message.StartsWith("Warning", StringComparison.Ordinal)).ShouldBe(StoreResilienceOptions.DefaultMaxRetries);
    }

    [Fact]
    public async Task A_transient_fault_is_healed_by_a_retry()
    {
        Faults.Once(Fault.NeverSent, _ => true);

        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_service_that_never_answers_meets_the_time_limit()
    {
        Faults.Plan(_ => Fault.NoAnswer);
        BlobClientOptions client = new();
        client.AddPolicy(Faults, Azure.Core.HttpPipelinePosition.PerRetry);
        BlobCheckpointStore store = new(
            new BlobContainerClient(_azurite.ConnectionString, Container.Name, client),
            new BlobCheckpointStoreOptions
            {
                Resilience = new StoreResilienceOptions { OperationTimeout = TimeSpan.FromMilliseconds(300), AttemptTimeout = TimeSpan.FromMilliseconds(100), MaxRetries = 1 },
            });

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "0", Token));

        exception.IsTransient.ShouldBeTrue();
        exception.Message.ShouldContain("no answer");
    }

    [Fact]
    public async Task A_batch_has_one_time_limit_and_what_was_won_before_its_end_is_returned()
    {
        FaultPolicy faults = new();
        ManualTimeProvider time = new();
        TaskCompletionSource isStuck = new(TaskCreationOptions.RunContinuationsAsynchronously);
        faults.Plan(request =>
        {
            if (request.Uri.Path.EndsWith("/won", StringComparison.Ordinal))
            {
                time.Advance(TimeSpan.FromSeconds(1));
                return Fault.None;
            }

            isStuck.TrySetResult();
            return Fault.NoAnswer;
        });
        TimeSpan limit = StoreResilienceOptions.DefaultOperationTimeout;
        BlobCheckpointStore store = Open(faults, resilience: new StoreResilienceOptions { AttemptTimeout = limit }, maxConcurrency: 1, clock: time);
        Task<PartitionResults<PartitionOwnership>> claiming = store.ClaimOwnershipAsync(
            Group, [.. new[] { "won", "silent", "waiting", "last" }.Select(id => new OwnershipClaim(id, "me", "1", null))], Token);

        await isStuck.Task;
        time.Advance(limit - TimeSpan.FromSeconds(1));
        PartitionResults<PartitionOwnership> results = await claiming;

        // By itself each of the three would have taken the whole limit.
        results.Items.ShouldHaveSingleItem().PartitionId.ShouldBe("won");
        results.Faults.ShouldAllBe(fault => fault.IsTransient);
        results.Faults.Select(fault => (fault.PartitionId, fault.MayHaveBeenApplied))
            .ShouldBe([("silent", true), ("waiting", false), ("last", false)], ignoreOrder: true);
        faults.Requests.ShouldNotContain(request => request.EndsWith("waiting", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task A_client_of_the_users_that_gives_up_by_itself_met_a_transient_fault(int ownRetries)
    {
        BlobClientOptions client = new();
        client.Retry.MaxRetries = ownRetries;
        client.Retry.Delay = TimeSpan.FromMilliseconds(1);
        client.Retry.NetworkTimeout = TimeSpan.FromMilliseconds(50);
        client.AddPolicy(Faults, Azure.Core.HttpPipelinePosition.BeforeTransport);
        Faults.Plan(request => IsMetadataWrite(request, "ownership") ? Fault.NoAnswer : Fault.None);
        BlobCheckpointStore store = new(
            new BlobContainerClient(_azurite.ConnectionString, Container.Name, client),
            new BlobCheckpointStoreOptions { Resilience = new StoreResilienceOptions { MaxRetries = 1 } });

        CheckpointStoreException fault =
            (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token)).Faults.ShouldHaveSingleItem();

        fault.IsTransient.ShouldBeTrue();
        fault.MayHaveBeenApplied.ShouldBeTrue();
        Faults.Requests.Count.ShouldBe(2 * (1 + ownRetries));
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
