using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Primitives;
using Checkpointing;
using Checkpointing.Conformance;
using Checkpointing.Memory;
using Checkpointing.Policies;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Receiving;
using Checkpointing.Registration;
using Checkpointing.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Processor.Tests.Support;

namespace Processor.Tests.Driven;

/// <summary>Checkpoints as a part of the handler's own transactions.</summary>
public sealed class TransactionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-transaction-");
    private readonly ManualTimeProvider _clock = new(DateTimeOffset.UtcNow);
    private readonly SqliteCheckpointStore _store;
    private readonly ControlledStore _controlled;
    private readonly ServiceProvider _services;
    private readonly TestProcessor _processor;

    public TransactionTests()
    {
        _store = new SqliteCheckpointStore(File);
        ControlledStore? controlled = null;
        _services = new ServiceCollection()
            .AddSingleton<ICheckpointStore>(_store)
            .DecorateCheckpointStore((_, store) => controlled = new ControlledStore(store))
            .BuildServiceProvider();
        _processor = Make(_services.GetRequiredService<ICheckpointStore>());
        _controlled = controlled!;
        using SqliteConnection connection = Connect();
        Execute(connection, transaction: null, "CREATE TABLE effects (number INTEGER NOT NULL)");
    }

    private string File => Path.Combine(_folder.FullName, "orders.db");

    public void Dispose()
    {
        _services.Dispose();
        _store.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Effects_and_checkpoint_are_committed_together_and_no_second_write_follows()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await StartAsync();
        _processor.Handler = BookAsync;
        await _processor.DeliverAsync(partition, Events.Range(0, 3));
        await _processor.DeliverAsync(partition, Events.Range(3, 2));
        (await StoredAsync()).ShouldBe((4L, "o4"));
        Effects().ShouldBe(2);
        await _processor.RelinquishAsync(record);
        _controlled.Calls.ShouldNotContain(call => call.StartsWith("write"), "neither the policy nor the last flush has anything left to write");
    }

    [Fact]
    public async Task What_was_not_committed_counts_neither_as_processed_nor_as_stored()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await StartAsync();
        _processor.Handler = async (events, context, token) =>
        {
            using SqliteConnection connection = Connect();
            using SqliteTransaction transaction = connection.BeginTransaction();
            Execute(connection, transaction, "INSERT INTO effects VALUES (1)");
            await context.CheckpointAsync(events[^1], transaction, token);
            throw new InvalidOperationException("before the commit");
        };
        await Should.ThrowAsync<InvalidOperationException>(_processor.DeliverAsync(partition, Events.Range(0, 3)));
        await _processor.RelinquishAsync(record);
        (await StoredAsync()).ShouldBeNull("the last flush must not pass what was rolled back");
        Effects().ShouldBe(0);
    }

    [Fact]
    public async Task A_policy_goes_on_with_what_comes_after_the_transaction()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await StartAsync();
        _processor.Handler = async (events, context, token) =>
        {
            if (events[0].SequenceNumber == 0)
            {
                await BookAsync(events, context, token);
            }
        };
        await _processor.DeliverAsync(partition, Events.Range(0, 3));
        await _processor.DeliverAsync(partition, Events.Range(3, 2));
        await _processor.RelinquishAsync(record);
        _controlled.Calls.Where(call => call.StartsWith("write")).ShouldBe(["write 0@4"]);
        (await StoredAsync()).ShouldBe((4L, "o4"));
    }

    [Fact]
    public async Task Transactions_make_room_under_the_bound_on_uncheckpointed_events()
    {
        TestProcessor processor = Make(_services.GetRequiredService<ICheckpointStore>(), "manual", 100);
        EventProcessorPartitionOwnership record = (await processor.ClaimNewAsync("0")).Single();
        TestPartition partition = await processor.InitializeAsync("0");
        processor.Handler = BookAsync;
        for (int batch = 0; batch < 5; batch++)
        {
            await processor.DeliverAsync(partition, Events.Range(batch * 100, 100)).WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        }

        (await StoredAsync()).ShouldBe((499L, "o499"));
        await processor.RelinquishAsync(record);
    }

    [Fact]
    public async Task A_former_owners_transaction_is_rolled_back_and_its_session_is_given_nothing_more()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await StartAsync();
        CheckpointOutcome? outcome = null;
        _processor.Handler = async (events, context, token) =>
        {
            try
            {
                await BookAsync(events, context, token);
            }
            catch (CheckpointRefusedException refused)
            {
                outcome = refused.Outcome;
                throw;
            }
        };
        await TakeAsync("thief");

        using var stop = new CancellationTokenSource();
        Task delivery = _processor.DeliverAsync(partition, Events.Range(0, 3), stop.Token);
        await Eventually.UntilAsync(() => outcome is not null, "the refusal");
        delivery.IsCompleted.ShouldBeFalse("the session waits for the SDK to learn of its loss, and is no error");
        (await _processor.RenewAsync(record)).ShouldBeEmpty();
        await stop.CancelAsync();
        await delivery;
        outcome.ShouldBe(CheckpointOutcome.Fenced);
        Effects().ShouldBe(0);
        (await StoredAsync()).ShouldBeNull();
        _processor.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_fenced_session_whose_partition_is_held_again_starts_anew()
    {
        (TestPartition partition, EventProcessorPartitionOwnership record) = await StartAsync();
        var isRefused = new TaskCompletionSource();
        _processor.Handler = async (events, context, token) =>
        {
            try
            {
                await BookAsync(events, context, token);
            }
            finally
            {
                isRefused.TrySetResult();
            }
        };
        _controlled.Listed = results => results with { Items = [.. results.Items.Select(item => item with { OwnerInstance = null })] };
        await TakeAsync("me");
        Task delivery = _processor.DeliverAsync(partition, Events.Range(0, 3));
        await isRefused.Task.WaitAsync(Eventually.Deadline, TestContext.Current.CancellationToken);
        (await _processor.RenewAsync(record)).ShouldBeEmpty();
        (await _processor.ClaimNewAsync("0")).Single().PartitionId.ShouldBe("0", "what looks like one's own is taken up again");
        await Should.ThrowAsync<PartitionRestartException>(delivery);
        Effects().ShouldBe(0);
    }

    [Fact]
    public async Task Events_that_were_committed_before_are_stale_and_have_no_effect_again()
    {
        (TestPartition partition, _) = await StartAsync();
        _processor.Handler = BookAsync;
        await _processor.DeliverAsync(partition, Events.Range(0, 3));
        (await Should.ThrowAsync<CheckpointRefusedException>(_processor.DeliverAsync(partition, Events.Range(1, 2)))).Outcome.ShouldBe(CheckpointOutcome.Stale);
        Effects().ShouldBe(1);
        (await StoredAsync()).ShouldBe((2L, "o2"));
    }

    [Fact]
    public async Task An_event_that_was_not_handed_out_is_refused_before_anything_is_written()
    {
        (TestPartition partition, _) = await StartAsync();
        _processor.Handler = (_, context, token) => BookAsync([Events.At(7)], context, token);
        await Should.ThrowAsync<ArgumentOutOfRangeException>(_processor.DeliverAsync(partition, [Events.At(0)]));
        Effects().ShouldBe(0);
        (await StoredAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task A_store_without_such_transactions_is_named_with_those_that_have_them()
    {
        await using ServiceProvider services = new ServiceCollection()
            .AddSingleton<ICheckpointStore>(new InMemoryCheckpointStore())
            .DecorateCheckpointStore((_, store) => new ControlledStore(store))
            .BuildServiceProvider();
        TestProcessor processor = Make(services.GetRequiredService<ICheckpointStore>());
        await processor.ClaimNewAsync("0");
        TestPartition partition = await processor.InitializeAsync("0");
        processor.Handler = BookAsync;
        string message = (await Should.ThrowAsync<NotSupportedException>(processor.DeliverAsync(partition, [Events.At(0)]))).Message;
        message.ShouldStartWith("InMemoryCheckpointStore cannot");
        message.ShouldContain("Checkpointing.Postgres");
        message.ShouldContain("Checkpointing.Sqlite");
    }

    private TestProcessor Make(ICheckpointStore store, string policy = "every event", int? maximum = 10_000) => new(
        store,
        new CheckpointingProcessorOptions
        {
            Identifier = "me",
            TimeProvider = _clock,
            CheckpointPolicy = CheckpointPolicy.Parse(policy),
            MaxUncheckpointedEvents = maximum,
            CheckpointRest = TimeSpan.Zero,
        });

    private async Task<(TestPartition Partition, EventProcessorPartitionOwnership Record)> StartAsync()
    {
        EventProcessorPartitionOwnership record = (await _processor.ClaimNewAsync("0")).Single();
        return (await _processor.InitializeAsync("0"), record);
    }

    /// <summary>Takes the partition in another process, past all courtesy of processors.</summary>
    private async Task TakeAsync(string ownerId)
    {
        PartitionOwnership record = (await _store.ListOwnershipAsync(TestProcessor.TheGroup, default)).Items.Single();
        (await _store.ClaimOwnershipAsync(TestProcessor.TheGroup, [new OwnershipClaim("0", ownerId, "another process", record.Version)], default)).Items.ShouldHaveSingleItem();
    }

    private async Task BookAsync(IReadOnlyList<EventData> events, ProcessingContext context, CancellationToken cancellationToken)
    {
        using SqliteConnection connection = Connect();
        using SqliteTransaction transaction = connection.BeginTransaction();
        Execute(connection, transaction, "INSERT INTO effects VALUES (1)");
        await context.CheckpointAsync(events[^1], transaction, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    private async Task<(long?, string?)?> StoredAsync() =>
        await _store.ReadCheckpointAsync(TestProcessor.TheGroup, "0", default) is { } checkpoint ? (checkpoint.SequenceNumber, checkpoint.Offset) : null;

    private SqliteConnection Connect()
    {
        SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }

    private long Effects()
    {
        using SqliteConnection connection = Connect();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM effects";
        return (long)command.ExecuteScalar()!;
    }

    private static void Execute(SqliteConnection connection, SqliteTransaction? transaction, string sql)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
