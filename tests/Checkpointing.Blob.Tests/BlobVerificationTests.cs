using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace Checkpointing.Blob.Tests;

/// <summary>What verification says of a container. Settings that the emulator does not have are put into its answers.</summary>
public sealed class BlobVerificationTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    private readonly AzuriteFixture _azurite = azurite;

    [Fact]
    public async Task Of_a_container_as_it_should_be_there_is_nothing_to_say()
    {
        await WinAsync(Store, "me");

        (await Store.VerifyAsync(Token)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_an_empty_one_versioning_cannot_be_told()
    {
        StoreFinding finding = (await Store.VerifyAsync(Token)).ShouldHaveSingleItem();

        finding.IsError.ShouldBeFalse();
        finding.Message.ShouldContain("holds none yet");
    }

    [Fact]
    public async Task Verification_changes_nothing()
    {
        await WinAsync(Store, "me");
        Faults.Reset();

        await Store.VerifyAsync(Token);

        Faults.Requests.ShouldNotBeEmpty();
        Faults.Requests.ShouldAllBe(request => request.StartsWith("GET", StringComparison.Ordinal) || request.StartsWith("HEAD", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Strangers_blobs_are_counted_and_one_is_named()
    {
        await WinAsync(Store, "me");
        await Container.GetBlobClient("images/cat.jpg").UploadAsync(BinaryData.FromString("cat"), Token);
        await Container.GetBlobClient("images/dog.jpg").UploadAsync(BinaryData.FromString("dog"), Token);

        string message = (await Store.VerifyAsync(Token)).ShouldHaveSingleItem().Message;

        message.ShouldContain("2 blobs");
        message.ShouldContain("'images/cat.jpg'");
        message.ShouldContain("a container of their own");
    }

    [Fact]
    public async Task Records_of_other_spelling_are_found()
    {
        await Container.GetBlobClient("Contoso.servicebus.windows.net/Orders/$Default/checkpoint/0").UploadAsync(BinaryData.FromString(""), Token);

        (await Store.VerifyAsync(Token)).ShouldHaveSingleItem().Message.ShouldContain("SpelledGroups");
        (await Open(spelledGroups: ["Contoso.servicebus.windows.net/Orders/$Default"]).VerifyAsync(Token)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("x-ms-version-id", "2026-11-21T08:00:00.0000000Z", "Versioning is on", false)]
    [InlineData("x-ms-has-immutability-policy", "true", "immutability policy", true)]
    [InlineData("x-ms-has-legal-hold", "true", "legal hold", true)]
    [InlineData("x-ms-blob-public-access", "container", "read by anybody", false)]
    [InlineData("x-ms-is-hns-enabled", "true", "hierarchical namespace", false)]
    public async Task A_setting_that_shows_in_a_header_is_found(string header, string value, string message, bool isError)
    {
        await WinAsync(Store, "me");

        StoreFinding finding = (await Altered((_, response) =>
        {
            response.Headers.Remove(header);
            response.Headers.TryAddWithoutValidation(header, value);
        }).VerifyAsync(Token)).ShouldHaveSingleItem();

        finding.Message.ShouldContain(message);
        finding.IsError.ShouldBe(isError);
    }

    [Fact]
    public async Task Soft_delete_is_found()
    {
        await WinAsync(Store, "me");

        (await Altered((request, response) =>
        {
            if (request.RequestUri!.Query.Contains("comp=properties", StringComparison.Ordinal) && request.RequestUri.Query.Contains("restype=service", StringComparison.Ordinal))
            {
                response.Content = Xml("<StorageServiceProperties><DeleteRetentionPolicy><Enabled>true</Enabled><Days>7</Days></DeleteRetentionPolicy></StorageServiceProperties>");
            }
        }).VerifyAsync(Token)).ShouldHaveSingleItem().Message.ShouldContain("Soft delete");
    }

    [Fact]
    public async Task A_cool_tier_is_found()
    {
        await Container.GetBlobClient($"{Prefix}/checkpoint/0").UploadAsync(BinaryData.FromString(""), new Azure.Storage.Blobs.Models.BlobUploadOptions { AccessTier = Azure.Storage.Blobs.Models.AccessTier.Cool }, Token);

        (await Store.VerifyAsync(Token)).ShouldHaveSingleItem().Message.ShouldContain("'Cool'");
    }

    [Fact]
    public async Task What_the_stores_own_permissions_do_not_show_is_said_not_to_be_checkable()
    {
        await WinAsync(Store, "me");
        BlobSasBuilder builder = new(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List, DateTimeOffset.UtcNow.AddHours(1));
        BlobCheckpointStore store = new(new BlobCheckpointStoreOptions { ContainerUri = Container.GenerateSasUri(builder) });

        IReadOnlyList<StoreFinding> findings = await store.VerifyAsync(Token);

        findings.ShouldAllBe(finding => !finding.IsError);
        foreach (string setting in new[] { "soft delete", "hierarchical namespace" })
        {
            findings.ShouldContain(finding => finding.Message.Contains(setting, StringComparison.Ordinal) && finding.Message.Contains("could not be checked", StringComparison.Ordinal));
        }
    }

    private static StringContent Xml(string text) => new(text, System.Text.Encoding.UTF8, "application/xml");

    private BlobCheckpointStore Altered(Action<HttpRequestMessage, HttpResponseMessage> alter)
    {
        BlobClientOptions client = new() { Transport = new HttpClientTransport(new AnswerHandler(alter)) };
        client.Retry.MaxRetries = 0;
        return new BlobCheckpointStore(new BlobContainerClient(_azurite.ConnectionString, Container.Name, client));
    }
}
