using System.Collections.Concurrent;
using Azure.Messaging.EventHubs;
using Checkpointing.Policies;
using Checkpointing.Processor.Handling;
using Processor.Tests.EndToEnd;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

/// <summary>Random keys, durations, failures, poison, policies and stops, on real threads: whatever happens, what was promised holds.</summary>
public sealed class RandomInterleavingTests
{
    private const int Count = 150;
    private const int Retries = 2;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(1, 24)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Order_bounds_and_checkpoints_hold_and_nothing_is_lost(int seed)
    {
        var world = new World(seed);
        HandledPartition driven = await HandledPartition.StartAsync(
            world.HandleAsync,
            options =>
            {
                options.BatchSize = 10;
                options.MaxConcurrentEvents = world.MaxConcurrent;
                options.MaxInFlightEvents = world.MaxInFlight;
                options.MaxUncheckpointedEvents = 40;
                options.ConcurrencyKey = World.KeyOf;
                options.PoisonPolicy = world.Policy;
                options.DeadLetterSink = new FuncSink((letter, _) => world.NoteAsync(letter.SequenceNumber));
                options.HandlerRetry = new HandlerRetryOptions { MaxRetries = Retries, Delay = TimeSpan.Zero, MaxDelay = TimeSpan.Zero };
                options.CheckpointPolicy = CheckpointPolicy.Parse(world.CheckpointPolicy);
            },
            inner => world.Store = new JournalCheckedStore(inner, world.Journal));
        int sessions = 0;
        while (await driven.StoredAsync() < Count - 1)
        {
            (++sessions).ShouldBeLessThan(Count, "no progress");
            using var stop = new CancellationTokenSource();
            try
            {
                await RunSessionAsync(driven, world, stop);
            }
            catch (InvalidOperationException)
            {
                // The partition stops at a poisonous event.
            }

            await stop.CancelAsync();
            await driven.RestartAsync();
            world.NextSession();
        }

        world.Store!.Violations.ShouldBeEmpty();
        world.Violations.ShouldBeEmpty();
        world.Journal.Distinct.ShouldBe(Count);
    }

    /// <summary>Delivers from behind the checkpoint to the end, or to a random stop.</summary>
    private static async Task RunSessionAsync(HandledPartition driven, World world, CancellationTokenSource stop)
    {
        long next = await driven.StoredAsync() + 1;
        int batches = world.Roll(3) == 0 ? world.Roll(8) : int.MaxValue;
        while (next < Count && batches-- > 0)
        {
            int count = (int)Math.Min(1 + world.Roll(10), Count - next);
            Task delivery = driven.DeliverAsync(Events.Range(next, count), stop.Token);
            await driven.EndAsync(delivery);
            next += count;
        }

        if (next == Count)
        {
            await Eventually.UntilAsync(() => world.Journal.Contiguous("0") == Count - 1 || driven.Failure is not null, "the last events");
            await driven.DeliverAsync([], stop.Token);
        }
    }

    private sealed class World(int seed)
    {
        private static readonly string[] Policies = ["every event", "every 7 events", "end of batch", "every 3 events or every 1s"];
        private readonly Random _random = new(seed);
        private readonly ConcurrentDictionary<string, long> _running = new();
        private readonly ConcurrentDictionary<string, long> _lastOfKey = new();
        private readonly ConcurrentDictionary<long, int> _attempts = new();
        private int _sessions;
        private int _atOnce;

        public PoisonPolicy Policy { get; } = (PoisonPolicy)(seed % 3);

        public string CheckpointPolicy { get; } = Policies[seed % Policies.Length];

        public int MaxConcurrent { get; } = 2 + (seed % 5);

        public int MaxInFlight { get; } = 8 + (seed % 3 * 10);

        public Journal Journal { get; } = new();

        public JournalCheckedStore? Store { get; set; }

        public ConcurrentQueue<string> Violations { get; } = new();

        public static string? KeyOf(EventData eventData) => (eventData.SequenceNumber * 31 % 7) switch
        {
            0 => null,
            var key => $"{key % 4}",
        };

        public int Roll(int below)
        {
            lock (_random)
            {
                return _random.Next(below);
            }
        }

        public void NextSession()
        {
            _sessions++;
            _lastOfKey.Clear();
            _attempts.Clear();
        }

        public Task NoteAsync(long sequenceNumber)
        {
            Journal.Add("me", "0", sequenceNumber);
            return Task.CompletedTask;
        }

        public async Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken)
        {
            long number = eventData.SequenceNumber;
            string key = KeyOf(eventData) ?? $"none {number}";
            Enter(number, key);
            try
            {
                for (int step = Roll(6); step > 0; step--)
                {
                    await Task.Yield();
                }

                if (Roll(10) == 0)
                {
                    await Task.Delay(1, cancellationToken);
                }

                int attempt = _attempts.AddOrUpdate(number, 1, (_, count) => count + 1);
                Fail(number, attempt);
                await NoteAsync(number);
                if (Roll(8) == 0)
                {
                    context.MarkProcessed(eventData);
                }
            }
            finally
            {
                Leave(number, key);
            }
        }

        private void Fail(long number, int attempt)
        {
            // One in thirteen fails once. One in thirty-seven is poisonous; where that stops the partition it is mended after a few starts.
            bool isPoison = number % 37 == 11 && (Policy != PoisonPolicy.StopPartition || _sessions < 4);
            if (isPoison && attempt == Retries + 1 && Policy == PoisonPolicy.Skip)
            {
                Journal.Add("me", "0", number);
            }

            if (isPoison || (number % 13 == 5 && attempt == 1))
            {
                throw new InvalidOperationException($"event {number}");
            }
        }

        private void Enter(long number, string key)
        {
            Check(_running.TryAdd(key, number), $"{number} runs beside another of its key");
            Check(_lastOfKey.GetValueOrDefault(key, -1) <= number, $"{number} comes after a later one of its key");
            _lastOfKey[key] = number;
            Check(Interlocked.Increment(ref _atOnce) <= MaxConcurrent, $"more than {MaxConcurrent} at once");
            Check(number - Journal.Contiguous("0") <= MaxInFlight, $"{number} is further ahead than {MaxInFlight}");
        }

        private void Leave(long number, string key)
        {
            Interlocked.Decrement(ref _atOnce);
            _running.TryRemove(new KeyValuePair<string, long>(key, number));
        }

        private void Check(bool holds, string violation)
        {
            if (!holds)
            {
                Violations.Enqueue(violation);
            }
        }
    }
}
