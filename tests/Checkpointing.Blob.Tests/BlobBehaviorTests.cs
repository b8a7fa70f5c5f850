using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace Checkpointing.Blob.Tests;

/// <summary>What the store relies on in the service (here: in its emulator) and in the client library.</summary>
public sealed class BlobBehaviorTests(AzuriteFixture azurite) : BlobTest(azurite)
{
    private readonly AzuriteFixture _azurite = azurite;

    private BlobClient Blob => Container.GetBlobClient("blob");

    [Fact]
    public async Task A_metadata_write_under_another_version_answers_condition_not_met()
    {
        await CreateAsync();

        RequestFailedException exception = await Should.ThrowAsync<RequestFailedException>(() => SetAsync("a", new ETag("0x1")));

        exception.Status.ShouldBe(412);
        exception.ErrorCode.ShouldBe(BlobErrorCode.ConditionNotMet.ToString());
        BlobErrors.IsRefusal(exception).ShouldBeTrue();
    }

    [Fact]
    public async Task A_second_creation_answers_blob_already_exists()
    {
        await CreateAsync();

        RequestFailedException exception = await Should.ThrowAsync<RequestFailedException>(CreateAsync);

        exception.ErrorCode.ShouldBe(BlobErrorCode.BlobAlreadyExists.ToString());
        BlobErrors.IsRefusal(exception).ShouldBeTrue();
    }

    [Fact]
    public async Task A_conditional_write_to_a_missing_blob_is_refused()
    {
        // 404 by the service's documentation of Set Blob Metadata, 412 by the emulator: both mean that the claim is lost.
        RequestFailedException exception = await Should.ThrowAsync<RequestFailedException>(() => SetAsync("a", new ETag("0x1")));

        BlobErrors.IsRefusal(exception).ShouldBeTrue();
    }

    [Fact]
    public async Task A_read_of_a_missing_blob_answers_blob_not_found()
    {
        RequestFailedException exception = await Should.ThrowAsync<RequestFailedException>(() => Blob.GetPropertiesAsync(cancellationToken: Token));

        exception.Status.ShouldBe(404);
        BlobErrors.IsMissingBlob(exception).ShouldBeTrue();
    }

    [Fact]
    public async Task Writing_the_same_metadata_again_makes_a_new_version()
    {
        ETag first = await CreateAsync();
        ETag second = await SetAsync("a", first);
        ETag third = await SetAsync("a", second);

        new[] { first, second, third }.Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task Setting_properties_makes_a_new_version_and_leaves_metadata_and_body()
    {
        ETag first = await CreateAsync("kept", body: "body");

        ETag second = (await Blob.SetHttpHeadersAsync(new BlobHttpHeaders { ContentType = "application/octet-stream" }, cancellationToken: Token)).Value.ETag;

        second.ShouldNotBe(first);
        BlobProperties after = (await Blob.GetPropertiesAsync(cancellationToken: Token)).Value;
        after.ETag.ToString().Trim('"').ShouldBe(second.ToString().Trim('"'));
        after.Metadata["key"].ShouldBe("kept");
        (await Blob.DownloadContentAsync(Token)).Value.Content.ToString().ShouldBe("body");
        (await Should.ThrowAsync<RequestFailedException>(() => SetAsync("a", first))).Status.ShouldBe(412);
    }

    [Fact]
    public async Task An_empty_metadata_value_is_kept_as_empty()
    {
        await CreateAsync("");

        (await Blob.GetPropertiesAsync(cancellationToken: Token)).Value.Metadata["key"].ShouldBeEmpty();
        BlobItem listed = await Container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, "blob", Token).FirstAsync(Token);
        listed.Metadata["key"].ShouldBeNullOrEmpty();
    }

    [Fact]
    public async Task Every_answer_tells_the_services_time()
    {
        await CreateAsync();

        Response<BlobProperties> read = await Blob.GetPropertiesAsync(cancellationToken: Token);
        Page<BlobItem> page = await Container.GetBlobsAsync(BlobTraits.None, BlobStates.None, "", Token).AsPages().FirstAsync(Token);

        read.GetRawResponse().Headers.Date.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(read.Value.LastModified);
        page.GetRawResponse().Headers.Date.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_missing_container_is_told_from_a_missing_blob_even_without_a_body()
    {
        BlobClient blob = new BlobContainerClient(_azurite.ConnectionString, "absent").GetBlobClient("blob");

        RequestFailedException exception = await Should.ThrowAsync<RequestFailedException>(() => blob.GetPropertiesAsync(cancellationToken: Token));

        exception.ErrorCode.ShouldBe(BlobErrorCode.ContainerNotFound.ToString());
        BlobErrors.IsMissingBlob(exception).ShouldBeFalse();
    }

    private async Task<ETag> CreateAsync() => await CreateAsync("a");

    private async Task<ETag> CreateAsync(string value, string body = "")
    {
        BlobUploadOptions options = new()
        {
            Metadata = new Dictionary<string, string> { ["key"] = value },
            Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All },
        };
        return (await Blob.UploadAsync(BinaryData.FromString(body).ToStream(), options, Token)).Value.ETag;
    }

    private async Task<ETag> SetAsync(string value, ETag version) =>
        (await Blob.SetMetadataAsync(
            new Dictionary<string, string> { ["key"] = value }, new BlobRequestConditions { IfMatch = version }, Token)).Value.ETag;
}
