using System.Globalization;
using Azure.Messaging.EventHubs;
using Checkpointing.Moving.Tests.Fleets;
using Checkpointing.Moving.Tests.Pairs;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Hosting;
using Devkit.EventHubs.Broker;

namespace Checkpointing.Moving.Tests.Rolling;

/// <summary>A fleet of processors on a broker under load, whose processes are replaced one by one with such that know other stores.</summary>
internal sealed class Fleet : IAsyncDisposable
{
    public const int Partitions = 6;

    /// <summary>How many events a processor may have that no checkpoint covers: the promise is that no change of hands repeats more.</summary>
    public const int MaxUncheckpointed = 25;

    private const string Hub = "orders";
    private const int Slots = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(45);

    private readonly EventHubsBroker _broker;
    private readonly Func<TimeProvider, ICheckpointStore> _old;
    private readonly Func<TimeProvider, ICheckpointStore> _new;
    private readonly CancellationTokenSource _end = new();
    private readonly List<Member> _live = [];
    private readonly List<Member> _dead = [];
    private Task<int>? _published;

    private Fleet(EventHubsBroker broker, Func<TimeProvider, ICheckpointStore> old, Func<TimeProvider, ICheckpointStore> @new)
    {
        _broker = broker;
        _old = old;
        _new = @new;
    }

    public FleetJudge Judge { get; } = new();

    public ProcessedEvents Processed { get; } = new();

    public ConsumerGroup Group => new(_broker.FullyQualifiedNamespace, Hub, "$Default");

    public static async Task<Fleet> StartAsync(Func<TimeProvider, ICheckpointStore> old, Func<TimeProvider, ICheckpointStore> @new)
    {
        var fleet = new Fleet(await EventHubsBroker.StartAsync(new EventHubsBrokerOptions().AddHub(Hub, Partitions)), old, @new);
        fleet._published = Task.Run(fleet.PublishAsync);
        for (int slot = 0; slot < Slots; slot++)
        {
            fleet._live.Add(await fleet.StartOneAsync("Old", slot));
        }

        await fleet.UntilAsync(() => fleet.Judge.Owners.Count() == Slots, "each of the first processes has a partition");
        return fleet;
    }

    /// <summary>
    /// Replaces each process with one of another kind: the new one comes first, and then the former one stops, but for one in the middle that is killed.
    /// </summary>
    public async Task RollAsync(string kind)
    {
        for (int slot = 0; slot < Slots; slot++)
        {
            Member former = _live[slot];
            _live[slot] = await StartOneAsync(kind, slot);
            if (slot == Slots / 2)
            {
                former.Kill();
                _dead.Add(former);
            }
            else
            {
                await former.StopAsync();
            }

            string name = _live[slot].Name;
            await UntilAsync(() => Judge.Owners.Contains(name), $"{name} has a partition");
        }

        if (Enum.TryParse(kind, out MovingLeader leader))
        {
            var pair = new MovingCheckpointStore(_old(TimeProvider.System), _new(TimeProvider.System), leader);
            await UntilAsync(() => IsReadyAsync(pair).GetAwaiter().GetResult(), "nothing of the move is found any more that the next step has to wait for");
        }
    }

    /// <summary>Ends the load, and waits until everything that was published is processed and stored.</summary>
    /// <returns>How many events each partition got.</returns>
    public async Task<int> FinishAsync(ICheckpointStore store)
    {
        await _end.CancelAsync();
        int each = await _published!;
        await UntilAsync(() => Processed.Distinct == each * Partitions, $"{each * Partitions} events; there are {Processed.Distinct}");
        await UntilAsync(
            () => store.ListCheckpointsAsync(Group, default).GetAwaiter().GetResult().Items.Count(checkpoint => checkpoint.SequenceNumber == each - 1) == Partitions,
            "the last checkpoint of each partition");
        return each;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (Member member in _dead)
        {
            member.Revive();
        }

        await Task.WhenAll(_live.Concat(_dead).Select(member => member.StopAsync()));
        await _broker.DisposeAsync();
        _end.Dispose();
    }

    private static async Task<bool> IsReadyAsync(MovingCheckpointStore pair) =>
        !(await pair.VerifyAsync(default)).Any(finding => finding.Message.Contains("the next step of the move", StringComparison.OrdinalIgnoreCase));

    private async Task<Member> StartOneAsync(string kind, int slot)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"{kind}-{slot}-{_dead.Count}");
        var from = new FaultyStore(_old(TimeProvider.System));
        var to = new FaultyStore(_new(TimeProvider.System));
        ICheckpointStore store = kind switch
        {
            "Old" => from,
            "New" => to,
            _ => new MovingCheckpointStore(from, to, Enum.Parse<MovingLeader>(kind)),
        };
        var member = new Member(name, from, to, Processed, Judge);
        await member.StartAsync(EventHubsProcessor.Create(new JudgedStore(name, store, Judge), member, Options(name)));
        return member;
    }

    private EventHubsProcessorOptions Options(string name) => new()
    {
        ConnectionString = _broker.GetConnectionString(Hub),
        Identifier = name,
        CheckpointPolicy = CheckpointPolicy.EveryEvent,
        BatchSize = 10,
        PrefetchCount = 20,
        MaxUncheckpointedEvents = MaxUncheckpointed,
        LoadBalancingUpdateInterval = TimeSpan.FromSeconds(1),
        PartitionOwnershipExpirationInterval = TimeSpan.FromSeconds(5),
        HandoverTimeout = TimeSpan.FromSeconds(2),
        MaximumWaitTime = TimeSpan.FromSeconds(1),
        RetryOptions = new EventHubsRetryOptions { MaximumRetries = 2, Delay = TimeSpan.FromMilliseconds(50), TryTimeout = TimeSpan.FromSeconds(10) },
    };

    private async Task<int> PublishAsync()
    {
        int each = 0;
        while (!_end.IsCancellationRequested)
        {
            for (int partition = 0; partition < Partitions; partition++)
            {
                _broker.Publish(Hub, string.Create(CultureInfo.InvariantCulture, $"{partition}"), ["one", "two"]);
            }

            each += 2;
            await Task.Delay(40, CancellationToken.None);
        }

        return each;
    }

    private async Task UntilAsync(Func<bool> condition, string what)
    {
        using var deadline = new CancellationTokenSource(Patience);
        while (!condition())
        {
            Judge.Violations.ShouldBeEmpty();
            deadline.IsCancellationRequested.ShouldBeFalse($"Not within {Patience}: {what}");
            await Task.Delay(20, CancellationToken.None);
        }
    }
}
