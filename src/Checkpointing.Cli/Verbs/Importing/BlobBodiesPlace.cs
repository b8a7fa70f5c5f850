using System.Collections.Concurrent;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Checkpointing.Blob.Layout;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Verbs.Copying;

namespace Checkpointing.Cli.Verbs.Importing;

/// <summary>Checkpoints that lie as JSON in the bodies of blobs.</summary>
internal sealed class BlobBodiesPlace(BlobContainerClient container, string template, SpelledGroup group) : ICheckpointPlace
{
    private const string Partition = "{partition}";
    private const int ReadsAtOnce = 16;

    /// <inheritdoc/>
    public string Name => container.Name;

    /// <inheritdoc/>
    public Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<ConsumerGroup>>([group.ToGroup()]);

    /// <inheritdoc/>
    public async Task<PlaceContents> ReadAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        if (!template.EndsWith(Partition, StringComparison.Ordinal))
        {
            throw new CliException(ExitCode.Misused, $"--path is '{template}': it has to end with {Partition}.");
        }

        ConcurrentDictionary<string, Checkpoint> found = new(StringComparer.Ordinal);
        ConcurrentBag<Fault> faults = [];
        try
        {
            foreach (string prefix in Prefixes())
            {
                await Parallel.ForEachAsync(
                    Leaves(prefix, cancellationToken),
                    new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellationToken },
                    async (blob, token) => await ReadAsync(blob, blob.Name[prefix.Length..], found, faults, token).ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch (RequestFailedException exception)
        {
            throw new CliException(ExitCode.Failed, $"the container '{container.Name}' cannot be read: {exception.ErrorCode ?? exception.Message}. Check --container, the account and its rights.");
        }

        return PlaceContents.Of(found.Values, [.. faults.OrderBy(fault => fault.Partition, StringComparer.Ordinal)]);
    }

    /// <summary>Programs differ in whether they keep capitals, also from one name to the next; blob names compare exactly.</summary>
    private IEnumerable<string> Prefixes() => new[]
        {
            Fill(group.Namespace, group.Hub, group.Group),
            Fill(group.Namespace.ToLowerInvariant(), group.Hub.ToLowerInvariant(), group.Group),
            Fill(group.Namespace.ToLowerInvariant(), group.Hub.ToLowerInvariant(), group.Group.ToLowerInvariant()),
        }.Distinct(StringComparer.Ordinal);

    private string Fill(string ns, string hub, string name) => template[..^Partition.Length]
        .Replace("{namespace}", ns, StringComparison.Ordinal)
        .Replace("{hub}", hub, StringComparison.Ordinal)
        .Replace("{group}", name, StringComparison.Ordinal);

    /// <summary>The blobs right below a prefix: what lies deeper is something else.</summary>
    private IAsyncEnumerable<BlobItem> Leaves(string prefix, CancellationToken cancellationToken) => container
        .GetBlobsByHierarchyAsync(BlobTraits.None, BlobStates.None, "/", prefix, cancellationToken)
        .Where(item => item.IsBlob && item.Blob.Name.Length > prefix.Length)
        .Select(item => item.Blob);

    private async Task ReadAsync(
        BlobItem blob, string partition, ConcurrentDictionary<string, Checkpoint> found, ConcurrentBag<Fault> faults, CancellationToken cancellationToken)
    {
        if (blob.Properties.ContentLength is > BlobBody.MaxLength or null)
        {
            faults.Add(new Fault(partition, $"blob '{blob.Name}' is too large to be a checkpoint; it is passed over"));
            return;
        }

        Response<BlobDownloadResult> body = await container.GetBlobClient(blob.Name).DownloadContentAsync(cancellationToken).ConfigureAwait(false);
        if (BlobBody.Position(body.Value.Content.ToMemory()) is { } position)
        {
            found[partition] = new Checkpoint(partition, position.SequenceNumber, position.Offset, Epoch: 0, WrittenBy: null, body.Value.Details.LastModified);
        }
        else
        {
            faults.Add(new Fault(partition, $"blob '{blob.Name}' holds no position: a lease without a checkpoint, or something else; it is passed over"));
        }
    }
}
