using System.Text.Json;
using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Json;
using Checkpointing.Cli.Terminal;

namespace Checkpointing.Cli.Verbs.Copying;

/// <summary>A JSON file as a place. It is replaced as a whole, by a rename, so that it is never there in part.</summary>
internal sealed class FilePlace(string path, TimeProvider clock) : ICheckpointTarget
{
    private readonly string _path = Path.GetFullPath(path);

    /// <inheritdoc/>
    public string Name => path;

    /// <inheritdoc/>
    public int StepSize => int.MaxValue;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) =>
        [.. (await LoadAsync(cancellationToken).ConfigureAwait(false))?.Groups.Select(group => group.ToGroup()) ?? throw Missing()];

    /// <inheritdoc/>
    public async Task<PlaceContents> ReadAsync(ConsumerGroup group, CancellationToken cancellationToken)
    {
        CheckpointFile? file = await LoadAsync(cancellationToken).ConfigureAwait(false);
        CheckpointFileGroup? found = file?.Groups.FirstOrDefault(candidate => candidate.ToGroup() == group);
        return PlaceContents.Of(found?.Checkpoints.Select(checkpoint => checkpoint.ToCheckpoint()) ?? []);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Fault>> WriteAsync(ConsumerGroup group, IReadOnlyList<CopyChange> changes, PlaceContents present)
    {
        CheckpointFile? file = await LoadAsync(CancellationToken.None).ConfigureAwait(false);
        Dictionary<string, Checkpoint> checkpoints = new(present.Checkpoints, StringComparer.Ordinal);
        foreach (CopyChange change in changes)
        {
            checkpoints[change.Checkpoint.PartitionId] = change.Checkpoint;
        }

        CheckpointFileGroup entry = CheckpointFileGroup.From(group, checkpoints.Values.OrderBy(checkpoint => checkpoint.PartitionId, PartitionOrder.Instance));
        IEnumerable<CheckpointFileGroup> others = file?.Groups.Where(candidate => candidate.ToGroup() != group) ?? [];
        var whole = new CheckpointFile(
            CheckpointFile.Format1, clock.GetUtcNow(), [.. others.Append(entry).OrderBy(candidate => candidate.ToGroup().ToString(), StringComparer.Ordinal)]);
        string temporary = $"{_path}.{Guid.NewGuid():n}.tmp";
        try
        {
            await File.WriteAllTextAsync(temporary, JsonSerializer.Serialize(whole, Documents.Readable.CheckpointFile) + "\n", CancellationToken.None).ConfigureAwait(false);
            File.Move(temporary, _path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }

        return [];
    }

    private CliException Missing() => new(ExitCode.Misused, $"there is no file '{_path}'.");

    private async Task<CheckpointFile?> LoadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(_path))
        {
            return null;
        }

        try
        {
            string text = await File.ReadAllTextAsync(_path, cancellationToken).ConfigureAwait(false);
            CheckpointFile? file = JsonSerializer.Deserialize(text, Documents.Readable.CheckpointFile);
            return file is null ? throw new CliException(ExitCode.Misused, $"'{_path}' is no file of checkpoints: it holds null.")
                : file.Violation() is { } violation ? throw new CliException(ExitCode.Misused, $"'{_path}' is no file of checkpoints: {violation}.")
                : file;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            // Of a value of another kind the message names a class of this program; the place is what helps.
            string what = exception is JsonException { Path: { } place } && exception.Message.Contains("could not be converted", StringComparison.Ordinal)
                ? $"what stands at '{place}' is not of the kind that belongs there"
                : exception.Message;
            throw new CliException(ExitCode.Misused, $"'{_path}' is no file of checkpoints: {what.TrimEnd('.')}.");
        }
    }
}
