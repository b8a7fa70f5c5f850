using Azure.Storage.Sas;

namespace Checkpointing.Blob.Tests;

/// <summary>The least that a shared access signature of the container has to permit, as the documentation says it.</summary>
public sealed class BlobPermissionsTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    private const string ForProcessors = "rwl";
    private const string ForOperators = "rwdl";

    [Fact]
    public async Task A_processor_needs_to_read_to_write_and_to_list()
    {
        BlobCheckpointStore store = Signed(ForProcessors);
        PartitionOwnership first = await WinAsync(store, "me");
        (await WriteAsync(store, 1, first.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await WriteAsync(store, 2, first.Epoch)).ShouldBe(CheckpointOutcome.Written);
        PartitionOwnership renewed = await WinAsync(store, "me", first.Version);
        PartitionOwnership taken = await WinAsync(store, "other", renewed.Version);
        (await WriteAsync(store, 3, taken.Epoch)).ShouldBe(CheckpointOutcome.Written);
        await WinAsync(store, "", taken.Version);

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(3);
        (await store.ListOwnershipAsync(Group, Token)).Items.Count.ShouldBe(1);
        (await store.ListCheckpointsAsync(Group, Token)).Items.Count.ShouldBe(1);
        (await store.RewindAsync(Group, [new PartitionRewind("0", 1, "10", "tool")], Token)).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_operator_needs_to_delete_too()
    {
        BlobCheckpointStore store = Signed(ForOperators);
        await store.RewindAsync(Group, [new PartitionRewind("0", 1, "10", "tool")], Token);

        (await store.RewindAsync(Group, [new PartitionRewind("0", null, null, "tool")], Token)).Faults.ShouldBeEmpty();
        (await store.ListGroupsAsync(Token)).ShouldHaveSingleItem();
        (await store.DeleteGroupAsync(Group, Token)).ShouldBe(1);
        (await store.VerifyAsync(Token)).ShouldAllBe(finding => !finding.IsError);
    }

    [Theory]
    [InlineData("wdl")]
    [InlineData("rdl")]
    [InlineData("rwl")]
    [InlineData("rwd")]
    public async Task Without_any_one_of_them_something_is_refused_for_good(string permissions)
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await WriteAsync(Store, 1, held.Epoch);
        BlobCheckpointStore store = Signed(permissions);

        List<CheckpointStoreException> faults = [];
        await TryAsync(() => store.ListOwnershipAsync(Group, Token));
        await TryAsync(() => store.ReadCheckpointAsync(Group, "0", Token));
        await TryAsync(async () => faults.AddRange((await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "other", "1", held.Version)], Token)).Faults));
        await TryAsync(async () => faults.AddRange((await store.RewindAsync(Group, [new PartitionRewind("0", null, null, "tool")], Token)).Faults));

        faults.ShouldNotBeEmpty();
        faults.ShouldAllBe(fault => !fault.IsTransient && fault.Message.Contains("rwdl"));

        async Task TryAsync(Func<Task> action)
        {
            try
            {
                await action();
            }
            catch (CheckpointStoreException fault)
            {
                faults.Add(fault);
            }
        }
    }

    [Fact]
    public async Task The_container_itself_cannot_be_made_with_a_signature_of_its_own() =>
        (await Should.ThrowAsync<CheckpointStoreException>(() => Signed(ForOperators).ProvisionAsync(Token))).IsTransient.ShouldBeFalse();

    private BlobCheckpointStore Signed(string permissions)
    {
        BlobSasBuilder builder = new() { BlobContainerName = Container.Name, Resource = "c", ExpiresOn = DateTimeOffset.UtcNow.AddHours(1) };
        builder.SetPermissions(permissions);
        return new BlobCheckpointStore(new BlobCheckpointStoreOptions { ContainerUri = Container.GenerateSasUri(builder) });
    }
}
