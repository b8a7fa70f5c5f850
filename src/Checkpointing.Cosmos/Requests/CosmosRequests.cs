using System.Globalization;
using System.Net;
using System.Text.Json;
using Checkpointing.Backends;
using Checkpointing.Cosmos.Documents;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos.Requests;

/// <summary>
/// The requests that the store is made of. "Not there", "already there" and "condition not met" are answers; everything else that is not success
/// is retried or thrown by the pipeline.
/// </summary>
/// <remarks>Only the client's stream methods: they throw nothing for ordinary refusals, and work whatever serializer the client has.</remarks>
internal sealed class CosmosRequests
{
    private static readonly ItemRequestOptions WithoutContent = new() { EnableContentResponseOnWrite = false };

    private readonly Container _container;
    private readonly StorePipeline _pipeline;
    private readonly TimeProvider _clock;

    public CosmosRequests(Container container, StorePipeline pipeline, TimeProvider clock)
    {
        _container = container;
        _pipeline = pipeline;
        _clock = clock;
        Server = new ServerClock(clock);
    }

    /// <summary>The server's clock.</summary>
    public ServerClock Server { get; }

    /// <summary>The correction to the caller's clock as of now.</summary>
    public ClockCorrection Correction => new(Server.GetUtcNow(), _clock.GetUtcNow());

    /// <summary>Reads a partition's document; null if there is none.</summary>
    /// <exception cref="CheckpointStoreException">The request failed, or the document is damaged.</exception>
    public async Task<PartitionDocument?> ReadAsync(StoreCall call, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, JsonElement content, _) = await SendAsync(
            call,
            token => _container.ReadItemStreamAsync(CosmosNames.DocumentId(call.PartitionId!), CosmosNames.PartitionKey(call.Group!), cancellationToken: token),
            reads: true,
            cancellationToken).ConfigureAwait(false);
        return status == HttpStatusCode.NotFound ? null : Understand(call, content);
    }

    /// <summary>Looks at partitions: at one when it is asked for, at more by one query now.</summary>
    /// <returns>What tells the document of a partition: null if there is none.</returns>
    /// <exception cref="CheckpointStoreException">The query failed.</exception>
    public async Task<Func<StoreCall, CancellationToken, Task<PartitionDocument?>>> LookAsync(
        StoreCall call, IReadOnlyCollection<string> partitions, int pageSize, CancellationToken cancellationToken)
    {
        if (partitions.Count == 1)
        {
            return ReadAsync;
        }

        // The text depends on their number alone, so that whoever keeps plans by their text, as the service does, keeps a few.
        (string Name, string Value)[] ids =
            [.. partitions.Select((partition, index) => (string.Create(CultureInfo.InvariantCulture, $"@id{index}"), CosmosNames.DocumentId(partition)))];
        List<JsonElement> documents = await QueryAsync(
            call,
            $"SELECT * FROM c WHERE c.consumerGroup = @group AND c.id IN ({string.Join(", ", ids.Select(id => id.Name))})",
            pageSize,
            cancellationToken,
            ids).ConfigureAwait(false);
        Dictionary<string, JsonElement> present = documents.ToDictionary(document => document.GetProperty("id").GetString()!, StringComparer.Ordinal);
        return (own, _) => Task.FromResult(
            present.TryGetValue(CosmosNames.DocumentId(own.PartitionId!), out JsonElement document) ? Understand(own, document) : null);
    }

    /// <summary>Makes a document, unless there is one.</summary>
    /// <returns>Whether it was made.</returns>
    public async Task<bool> CreateAsync(StoreCall call, PartitionDocument document, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, _, _) = await SendAsync(
            call,
            token => _container.CreateItemStreamAsync(
                PartitionDocument.Serialize(document), CosmosNames.PartitionKey(call.Group!), WithoutContent, token),
            reads: false,
            cancellationToken).ConfigureAwait(false);
        return status != HttpStatusCode.Conflict;
    }

    /// <summary>A change that sets a property. The value goes out as a stream, past the serializer of the client, which may be anybody's.</summary>
    public static Func<PatchOperation> Set<T>(string path, T value) => () => PatchOperation.Set(path, PartitionDocument.Serialize(value));

    /// <summary>Changes a partition's document in one step with looking at a condition.</summary>
    /// <param name="call">The call, with the partition.</param>
    /// <param name="condition">One of <see cref="Conditions"/>.</param>
    /// <param name="changes">The changes, each made anew for an attempt; at most ten.</param>
    /// <param name="withContent">Whether the changed document is to come back.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<Patched> PatchAsync(
        StoreCall call, string condition, IReadOnlyList<Func<PatchOperation>> changes, bool withContent, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, JsonElement content, long sent) = await SendAsync(
            call,
            token => _container.PatchItemStreamAsync(
                CosmosNames.DocumentId(call.PartitionId!),
                CosmosNames.PartitionKey(call.Group!),
                [.. changes.Select(change => change())],
                new PatchItemRequestOptions { FilterPredicate = condition, EnableContentResponseOnWrite = withContent },
                token),
            withContent,
            cancellationToken).ConfigureAwait(false);
        bool isDone = status is not (HttpStatusCode.NotFound or HttpStatusCode.PreconditionFailed);
        if (!isDone || !withContent)
        {
            return new Patched(isDone, status == HttpStatusCode.NotFound, Document: null);
        }

        // The time of this very change. In direct mode it is all that a replica tells of its clock.
        Server.Observe(DateTimeOffset.FromUnixTimeSeconds(content.GetProperty("_ts").GetInt64()), sent);

        return new Patched(isDone, IsMissing: false, Understand(call with { IsUnderWay = true }, content));
    }

    /// <summary>Deletes a document, if it is there.</summary>
    public Task DeleteAsync(StoreCall call, string documentId, CancellationToken cancellationToken) => SendAsync(
        call, token => _container.DeleteItemStreamAsync(documentId, CosmosNames.PartitionKey(call.Group!), cancellationToken: token), reads: false, cancellationToken);

    /// <summary>Runs a query, page by page.</summary>
    /// <param name="call">The call; its group's partition is queried, or all if it has none.</param>
    /// <param name="query">The query, which may name <c>@group</c>.</param>
    /// <param name="pageSize">How many items a page holds at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <param name="parameters">What else the query names.</param>
    public async Task<List<JsonElement>> QueryAsync(
        StoreCall call, string query, int pageSize, CancellationToken cancellationToken, params IReadOnlyList<(string Name, string Value)> parameters)
    {
        QueryDefinition definition = new(query);
        foreach ((string name, string value) in parameters)
        {
            definition = definition.WithParameter(name, value);
        }

        QueryRequestOptions options = new() { MaxItemCount = pageSize };
        if (call.Group is { } group)
        {
            definition = definition.WithParameter("@group", CosmosNames.GroupKey(group));
            options.PartitionKey = CosmosNames.PartitionKey(group);
        }

        List<JsonElement> items = [];
        string? continuation = null;
        do
        {
            // An iterator that met a fault may not go on, so each attempt has one of its own and begins where the last page ended.
            string? from = continuation;
            string? next = null;
            (_, JsonElement page, _) = await SendAsync(
                call,
                async token =>
                {
                    using FeedIterator pages = _container.GetItemQueryStreamIterator(definition, from, options);
                    ResponseMessage response = await pages.ReadNextAsync(token).ConfigureAwait(false);
                    next = response.ContinuationToken;
                    return response;
                },
                reads: true,
                cancellationToken).ConfigureAwait(false);
            items.AddRange(page.GetProperty("Documents").EnumerateArray());
            continuation = next;
        }
        while (!string.IsNullOrEmpty(continuation));

        return items;
    }

    /// <summary>Learns the server's time and notes the charge.</summary>
    public void Note(StoreCall call, HttpStatusCode status, Headers headers, long sent)
    {
        CosmosMetrics.Charged(call.Operation, status, headers.RequestCharge);
        if (DateTimeOffset.TryParseExact(headers["Date"], "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset date))
        {
            Server.Observe(date, sent);
        }
    }

    /// <summary>Understands a document, or makes it the fault of its partition.</summary>
    public static PartitionDocument Understand(StoreCall call, JsonElement content)
    {
        try
        {
            return PartitionDocument.Parse(content);
        }
        catch (DamagedDocumentException exception)
        {
            throw new CheckpointStoreException(
                call.Operation, call.Group, call.PartitionId, exception.Message, mayHaveBeenApplied: call.IsUnderWay, innerException: exception);
        }
    }

    /// <remarks>Other kinds of 404 have a sub-status: a missing container, or a replica that lags behind the session.</remarks>
    private static bool IsAnswer(ResponseMessage response) => response.IsSuccessStatusCode || response.StatusCode switch
    {
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed => true,
        HttpStatusCode.NotFound => response.Headers["x-ms-substatus"] is null or "" or "0",
        _ => false,
    };

    /// <remarks>Content that was not asked for may come all the same; it is not read.</remarks>
    private Task<Reply> SendAsync(
        StoreCall call, Func<CancellationToken, Task<ResponseMessage>> request, bool reads, CancellationToken cancellationToken) =>
        _pipeline.ExecuteAsync(
            call,
            async token =>
            {
                long sent = _clock.GetTimestamp();

                // The client does not honour the token in all that it does before and after the request proper. A request that is left behind
                // may still be carried out; its condition judges it then.
                using ResponseMessage response = await request(token).WaitAsync(token).ConfigureAwait(false);
                Note(call, response.StatusCode, response.Headers, sent);
                if (!IsAnswer(response))
                {
                    response.EnsureSuccessStatusCode();
                }

                if (!reads || !response.IsSuccessStatusCode || response.Content is not { } content)
                {
                    return new Reply(response.StatusCode, default, sent);
                }

                using JsonDocument document = await JsonDocument.ParseAsync(content, default, token).ConfigureAwait(false);
                return new Reply(response.StatusCode, document.RootElement.Clone(), sent);
            },
            cancellationToken);

    private readonly record struct Reply(HttpStatusCode Status, JsonElement Content, long Sent);

    /// <summary>What became of a patch.</summary>
    /// <param name="IsDone">Whether the change was made.</param>
    /// <param name="IsMissing">Whether there is no document.</param>
    /// <param name="Document">The document after the change, if it was asked for.</param>
    internal readonly record struct Patched(bool IsDone, bool IsMissing, PartitionDocument? Document);
}
