using Azure.Storage.Blobs.Models;
using Microsoft.Extensions.Options;

namespace Checkpointing.Blob.Tests;

/// <summary>Groups that are shared with the SDKs for Java, Go and Rust, which keep the capitals of names in their paths.</summary>
public sealed class BlobSpellingTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    private const string Spelled = "Contoso.servicebus.windows.net/Orders/$Default";

    [Fact]
    public async Task Records_at_a_path_with_capitals_are_another_groups_unless_it_is_spelled()
    {
        await PutAtAsync($"{Spelled}/checkpoint/0", new() { ["offset"] = "70", ["sequencenumber"] = "7" });
        await PutAtAsync($"{Spelled}/ownership/0", new() { ["ownerid"] = "java" });

        (await ReadAsync()).ShouldBeNull();
        (await Store.ListOwnershipAsync(Group, Token)).Items.ShouldBeEmpty();
        (await Store.ListGroupsAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_spelled_group_is_shared_whole()
    {
        BlobCheckpointStore store = Open(spelledGroups: [Spelled]);
        await PutAtAsync($"{Spelled}/checkpoint/0", new() { ["offset"] = "70", ["sequencenumber"] = "7" });
        await PutAtAsync($"{Spelled}/ownership/0", new() { ["ownerid"] = "java" });

        PartitionOwnership theirs = (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
        PartitionOwnership ours = await WinAsync(store, "ours", theirs.Version);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
        (await WriteAsync(store, 8, ours.Epoch)).ShouldBe(CheckpointOutcome.Written);
        (await store.RewindAsync(Group, [new PartitionRewind("1", 3, "30", "tool")], Token)).Faults.ShouldBeEmpty();

        theirs.OwnerId.ShouldBe("java");
        BlobItem[] blobs = await Container.GetBlobsAsync(cancellationToken: Token).ToArrayAsync(Token);
        blobs.Select(blob => blob.Name).ShouldBe(
            [$"{Spelled}/checkpoint/0", $"{Spelled}/checkpoint/1", $"{Spelled}/ownership/0", $"{Spelled}/ownership/1"], ignoreOrder: true);
        (await store.ListGroupsAsync(Token)).ShouldHaveSingleItem().ShouldBe(Group);
        (await store.DeleteGroupAsync(Group, Token)).ShouldBe(2);
        (await store.ListGroupsAsync(Token)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Orders", "namespace/hub/group")]
    [InlineData("", "namespace/hub/group")]
    [InlineData("Contoso//$Default", "namespace/hub/group")]
    public void A_spelling_that_is_none_is_refused(string spelled, string message) =>
        Should.Throw<OptionsValidationException>(() => Open(spelledGroups: [spelled])).Message.ShouldContain(message);

    [Fact]
    public void Two_spellings_of_one_group_are_refused() =>
        Should.Throw<OptionsValidationException>(() => Open(spelledGroups: [Spelled, Spelled.ToUpperInvariant()])).Message.ShouldContain("one spelling");

    private Task PutAtAsync(string path, Dictionary<string, string> metadata) =>
        Container.GetBlobClient(path).UploadAsync(BinaryData.FromString("").ToStream(), new BlobUploadOptions { Metadata = metadata }, Token);
}
