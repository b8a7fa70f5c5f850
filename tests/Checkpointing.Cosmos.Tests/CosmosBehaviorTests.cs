using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>What the store relies on in the service and its client library, on documents that have nothing to do with the store.</summary>
public sealed class CosmosBehaviorTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    private const string Id = "x";

    private static readonly PartitionKey Key = new("any");

    [Fact]
    public async Task Creating_what_exists_is_answered_409()
    {
        (await CreateAsync("""{"n":1}""")).ShouldBe(HttpStatusCode.Created);
        (await CreateAsync("""{"n":2}""")).ShouldBe(HttpStatusCode.Conflict);
        (await NumberAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task The_same_id_under_another_partition_key_is_another_document()
    {
        await CreateAsync("""{"n":1}""");
        using ResponseMessage other = await Container.CreateItemStreamAsync(
            Json($$"""{"id":"{{Id}}","consumerGroup":"another","n":2}"""), new PartitionKey("another"), cancellationToken: Token);

        other.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await PatchAsync("FROM c WHERE c.n = 2", PatchOperation.Set("/n", 3))).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await NumberAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_query_of_one_partition_key_finds_its_documents_alone_also_after_changes()
    {
        const string Another = "another";
        await CreateAsync("""{"n":1}""");
        using ResponseMessage made = await Container.CreateItemStreamAsync(Json($$"""{"id":"{{Id}}","consumerGroup":"{{Another}}","n":2}"""), new PartitionKey(Another), cancellationToken: Token);
        (await FoundAsync(Key)).ShouldBe([1]);
        (await FoundAsync(new PartitionKey(Another))).ShouldBe([2]);
        (await FoundAsync(new PartitionKey("none"))).ShouldBeEmpty();

        (await PatchAsync("FROM c WHERE c.n = 1", PatchOperation.Set("/n", 3))).ShouldBe(HttpStatusCode.OK);
        (await FoundAsync(Key)).ShouldBe([3]);
        using ResponseMessage deleted = await Container.DeleteItemStreamAsync(Id, Key, cancellationToken: Token);
        (await FoundAsync(Key)).ShouldBeEmpty();
        (await FoundAsync(new PartitionKey(Another))).ShouldBe([2]);
    }

    [Fact]
    public async Task A_patch_whose_predicate_does_not_hold_is_answered_412_and_changes_nothing()
    {
        await CreateAsync("""{"n":1}""");

        (await PatchAsync("FROM c WHERE c.n = 2", PatchOperation.Set("/n", 3))).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PatchAsync("FROM c WHERE c.absent < 2", PatchOperation.Set("/n", 3))).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await NumberAsync()).ShouldBe(1);
        (await PatchAsync("FROM c WHERE c.n = 1", PatchOperation.Set("/n", 3))).ShouldBe(HttpStatusCode.OK);
        (await NumberAsync()).ShouldBe(3);
    }

    [Fact]
    public async Task A_patch_of_a_missing_document_is_answered_404() =>
        (await PatchAsync("FROM c WHERE c.n = 1", PatchOperation.Set("/n", 3))).ShouldBe(HttpStatusCode.NotFound);

    [Fact]
    public async Task Reading_a_missing_document_is_answered_404_without_an_exception()
    {
        using ResponseMessage response = await Container.ReadItemStreamAsync(Id, Key, cancellationToken: Token);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        response.Headers["x-ms-substatus"].ShouldBeOneOf(null, "", "0");
    }

    [Fact]
    public async Task A_version_from_before_a_change_does_not_match_any_more()
    {
        await CreateAsync("""{"n":1}""");
        using ResponseMessage read = await Container.ReadItemStreamAsync(Id, Key, cancellationToken: Token);
        await PatchAsync("FROM c WHERE c.n = 1", PatchOperation.Set("/n", 2));

        using ResponseMessage late = await Container.PatchItemStreamAsync(
            Id, Key, [PatchOperation.Set("/n", 3)], new PatchItemRequestOptions { IfMatchEtag = read.Headers.ETag }, Token);

        late.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Of_32_patches_with_one_predicate_exactly_one_is_made()
    {
        await CreateAsync("""{"n":1}""");

        HttpStatusCode[] answers = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(number => PatchAsync("FROM c WHERE c.n = 1", PatchOperation.Set("/n", 100 + number))));

        answers.Count(status => status == HttpStatusCode.OK).ShouldBe(1);
        answers.Count(status => status == HttpStatusCode.PreconditionFailed).ShouldBe(31);
    }

    [Fact]
    public async Task Of_32_increments_none_is_lost()
    {
        await CreateAsync("""{"n":1}""");

        await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => PatchAsync("FROM c WHERE c.n >= 1", PatchOperation.Increment("/n", 1))));

        (await NumberAsync()).ShouldBe(33);
    }

    [Fact]
    public async Task All_changes_of_a_patch_are_made_or_none()
    {
        await CreateAsync("""{"n":1,"text":"a"}""");

        (await PatchAsync("FROM c WHERE c.n = 1", PatchOperation.Set("/n", 2), PatchOperation.Increment("/text", 1))).ShouldBe(HttpStatusCode.BadRequest);

        (await NumberAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task A_value_given_as_a_stream_is_stored_as_the_json_it_is()
    {
        await CreateAsync("""{"n":1}""");

        await PatchAsync("FROM c WHERE c.n = 1", PatchOperation.Set<Stream>("/n", Json("""{"inner":[1,null,"ü"]}""")));

        using JsonDocument document = await DocumentAsync();
        document.RootElement.GetProperty("n").GetRawText().ShouldBe("""{"inner":[1,null,"ü"]}""");
    }

    [Fact]
    public async Task Texts_compare_by_their_characters_and_other_types_not_at_all()
    {
        await CreateAsync("""{"n":"0000000000000000010"}""");

        (await PatchAsync("FROM c WHERE c.n < \"0000000000000000009\"", PatchOperation.Set("/m", 1))).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PatchAsync("FROM c WHERE c.n < 11", PatchOperation.Set("/m", 1))).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await PatchAsync("FROM c WHERE c.n < \"0000000000000000011\"", PatchOperation.Set("/m", 1))).ShouldBe(HttpStatusCode.OK);
        (await PatchAsync("FROM c WHERE \"-------------------\" < \"-000000000000000001\" AND \"-000000000000000001\" < c.n", PatchOperation.Set("/m", 2)))
            .ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task In_brackets_a_word_of_the_query_language_is_a_name()
    {
        await CreateAsync("""{"n":{"offset":"5"}}""");

        (await PatchAsync("FROM c WHERE c[\"n\"][\"offset\"] = \"5\"", PatchOperation.Set("/m", 1))).ShouldBe(HttpStatusCode.OK);
        (await PatchAsync("FROM c WHERE c[\"n\"][\"offset\"] = \"6\"", PatchOperation.Set("/m", 1))).ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Exactly_one_of_text_and_null_can_be_asked_for()
    {
        const string Predicate = "FROM c WHERE IS_STRING(c.n) != IS_NULL(c.n)";
        foreach ((string json, HttpStatusCode expected) in new[]
        {
            ("\"a\"", HttpStatusCode.OK), ("null", HttpStatusCode.OK), ("1", HttpStatusCode.PreconditionFailed), ("{}", HttpStatusCode.PreconditionFailed),
        })
        {
            await CreateAsync($$"""{"n":{{json}}}""");
            (await PatchAsync(Predicate, PatchOperation.Set("/m", 1))).ShouldBe(expected, json);
            using ResponseMessage deleted = await Container.DeleteItemStreamAsync(Id, Key, cancellationToken: Token);
        }

        await CreateAsync("""{"k":1}""");
        (await PatchAsync(Predicate, PatchOperation.Set("/m", 1))).ShouldBe(HttpStatusCode.PreconditionFailed);
    }

    [Fact]
    public async Task Numbers_above_2_to_the_53_lose_their_last_digits_which_is_why_positions_are_texts()
    {
        await CreateAsync("""{"n":9007199254740993}""");

        using JsonDocument document = await DocumentAsync();
        document.RootElement.GetProperty("n").GetRawText().ShouldNotBe("9007199254740993");
    }

    [Fact]
    public async Task A_query_of_one_partition_key_is_complete_over_its_pages_and_has_nothing_else()
    {
        const int Count = 25;
        foreach (string group in new[] { "any", "another" })
        {
            for (int number = 0; number < Count; number++)
            {
                using ResponseMessage created = await Container.CreateItemStreamAsync(
                    Json($$"""{"id":"{{number}}","consumerGroup":"{{group}}"}"""), new PartitionKey(group), cancellationToken: Token);
            }
        }

        List<string> ids = [];
        int pages = 0;
        string? continuation = null;
        do
        {
            using FeedIterator query = Container.GetItemQueryStreamIterator(
                new QueryDefinition("SELECT * FROM c WHERE c.consumerGroup = @group").WithParameter("@group", "any"),
                continuation,
                new QueryRequestOptions { PartitionKey = Key, MaxItemCount = 10 });
            using ResponseMessage page = await query.ReadNextAsync(Token);
            using JsonDocument content = await JsonDocument.ParseAsync(page.Content, cancellationToken: Token);
            ids.AddRange(content.RootElement.GetProperty("Documents").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
            continuation = page.ContinuationToken;
            pages++;
        }
        while (continuation is not null);

        ids.ShouldBe(Enumerable.Range(0, Count).Select(number => $"{number}"), ignoreOrder: true);
        pages.ShouldBe(3);
    }

    [Fact]
    public async Task Every_answer_tells_the_servers_time_and_what_it_cost()
    {
        using ResponseMessage response = await Container.ReadItemStreamAsync(Id, Key, cancellationToken: Token);

        DateTimeOffset.TryParse(response.Headers["Date"], out _).ShouldBeTrue();
        response.Headers.RequestCharge.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_change_is_stamped_with_whole_seconds_by_the_server_which_is_why_a_claims_time_is_not_the_stamp()
    {
        PartitionOwnership held = await WinAsync(Store, "me");
        await DamageAsync("ownership.modifiedAt", "\"2020-06-01T00:00:00.000Z\"");
        await WriteAsync(Store, 1, held.Epoch);

        (await GetAsync())["_ts"]!.GetValue<long>().ShouldBeGreaterThan(DateTimeOffset.Parse("2025-01-01Z", null).ToUnixTimeSeconds());
        (await Other.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem().LastModified.Year.ShouldBe(2020);
    }

    private static MemoryStream Json(string text) => new(Encoding.UTF8.GetBytes(text));

    private async Task<int[]> FoundAsync(PartitionKey key)
    {
        using FeedIterator pages = Container.GetItemQueryStreamIterator("SELECT * FROM c", requestOptions: new QueryRequestOptions { PartitionKey = key });
        using ResponseMessage page = await pages.ReadNextAsync(Token);
        using JsonDocument content = await JsonDocument.ParseAsync(page.Content, cancellationToken: Token);
        return [.. content.RootElement.GetProperty("Documents").EnumerateArray().Select(document => document.GetProperty("n").GetInt32())];
    }

    private async Task<HttpStatusCode> CreateAsync(string properties)
    {
        using ResponseMessage response = await Container.CreateItemStreamAsync(
            Json($$"""{"id":"{{Id}}","consumerGroup":"any",{{properties[1..]}}"""), Key, cancellationToken: Token);
        return response.StatusCode;
    }

    private async Task<HttpStatusCode> PatchAsync(string predicate, params IReadOnlyList<PatchOperation> changes)
    {
        using ResponseMessage response = await Container.PatchItemStreamAsync(Id, Key, changes, new PatchItemRequestOptions { FilterPredicate = predicate }, Token);
        return response.StatusCode;
    }

    private async Task<JsonDocument> DocumentAsync()
    {
        using ResponseMessage response = await Container.ReadItemStreamAsync(Id, Key, cancellationToken: Token);
        return await JsonDocument.ParseAsync(response.Content, cancellationToken: Token);
    }

    private async Task<int> NumberAsync()
    {
        using JsonDocument document = await DocumentAsync();
        return document.RootElement.GetProperty("n").GetInt32();
    }
}
