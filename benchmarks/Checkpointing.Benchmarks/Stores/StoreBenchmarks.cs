using System.Globalization;
using BenchmarkDotNet.Attributes;
using Harness;
using Harness.Servers;
using Servers = Harness.Servers.Backends;

namespace Checkpointing.Benchmarks.Stores;

/// <summary>The operations that a processor makes again and again, over a store whose group of 32 partitions is claimed. What a subclass adds is the store.</summary>
public abstract class StoreBenchmarks
{
    private const int Partitions = 32;

    private readonly ConsumerGroup _group = new("benchmark.servicebus.windows.net", "telemetry", "$Default");
    private ICheckpointStore _store = null!;
    private BackendServer _server = null!;
    private PartitionOwnership[] _owned = [];
    private long _sequenceNumber;

    /// <summary>The backend's name.</summary>
    protected abstract string Backend { get; }

    /// <summary>Starts the server, claims, and writes first checkpoints.</summary>
    [GlobalSetup]
    public async Task SetupAsync()
    {
        _server = await Servers.StartServerAsync(Backend).ConfigureAwait(false);
        _store = await _server.MakeStoreAsync().ConfigureAwait(false);
        OwnershipClaim[] claims = [.. Enumerable.Range(0, Partitions).Select(index => new OwnershipClaim(index.ToString(CultureInfo.InvariantCulture), "benchmark", "start", Version: null))];
        _owned = [.. (await _store.ClaimOwnershipAsync(_group, claims, CancellationToken.None).ConfigureAwait(false)).Items];
        await WriteAll().ConfigureAwait(false);
    }

    /// <summary>Ends the server.</summary>
    [GlobalCleanup]
    public async Task CleanupAsync() => await Disposal.AllAsync(_store, _server).ConfigureAwait(false);

    /// <summary>Writes the checkpoint of one partition.</summary>
    [Benchmark]
    public async Task<int> WriteOne() => Count(await _store.WriteCheckpointsAsync(_group, Writes(1), CancellationToken.None).ConfigureAwait(false), 1);

    /// <summary>Writes the checkpoints of all partitions.</summary>
    [Benchmark]
    public async Task<int> WriteAll() =>
        Count(await _store.WriteCheckpointsAsync(_group, Writes(Partitions), CancellationToken.None).ConfigureAwait(false), Partitions);

    /// <summary>Renews all partitions.</summary>
    [Benchmark]
    public async Task<int> RenewAll()
    {
        OwnershipClaim[] claims = [.. _owned.Select(owned => new OwnershipClaim(owned.PartitionId, "benchmark", "start", owned.Version))];
        PartitionResults<PartitionOwnership> renewed = await _store.ClaimOwnershipAsync(_group, claims, CancellationToken.None).ConfigureAwait(false);
        _owned = [.. renewed.Items];
        return Count(renewed, Partitions);
    }

    /// <summary>Lists who owns what.</summary>
    [Benchmark]
    public async Task<int> List() => Count(await _store.ListOwnershipAsync(_group, CancellationToken.None).ConfigureAwait(false), Partitions);

    /// <summary>Reads the checkpoint of one partition.</summary>
    [Benchmark]
    public async Task<Checkpoint?> Read() => await _store.ReadCheckpointAsync(_group, "12", CancellationToken.None).ConfigureAwait(false)
        ?? throw new InvalidOperationException("The checkpoint is missing.");

    private static int Count<T>(PartitionResults<T> results, int expected) => results.Items.Count == expected
        ? expected
        : throw new InvalidOperationException($"The store answered for {results.Items.Count} partitions of {expected}.", results.Faults is [{ } fault, ..] ? fault : null);

    private CheckpointWrite[] Writes(int count)
    {
        _sequenceNumber++;
        return [.. _owned.Take(count).Select(owned => new CheckpointWrite(owned.PartitionId, _sequenceNumber, "offset", owned.Epoch, "benchmark"))];
    }
}
