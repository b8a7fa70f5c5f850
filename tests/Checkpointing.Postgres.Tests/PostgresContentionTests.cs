using Checkpointing.Conformance.Servers;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>Claims of rows that others hold at the same time.</summary>
public sealed class PostgresContentionTests(PostgresFixture postgres) : PostgresTest(postgres)
{
    private static readonly string[] Free = ["free-0", "free-1"];
    private static readonly string[] Held = [.. Enumerable.Range(0, 12).Select(number => $"held-{number}")];

    /// <remarks>The best of several rounds: on a busy machine the transaction may last longer than a batch waits for it.</remarks>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_another_batch_holds_is_waited_for_by_one_statement(bool isTaken)
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Postgres.Server.EndPoint);
        PostgresCheckpointStore direct = Open();
        PostgresCheckpointStore store = Open($"Host={proxy.EndPoint.Address};Port={proxy.EndPoint.Port}");
        long least = long.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            await direct.DeleteGroupAsync(Group, Token);
            IReadOnlyList<PartitionOwnership> owned = await ClaimAsync(direct, [.. Free.Concat(Held).Select(id => new OwnershipClaim(id, "me", "1", null))]);
            await ClaimAsync(store, [new OwnershipClaim($"other-{round}", "me", "1", null)]);
            await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
            await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
            await new NpgsqlCommand($"UPDATE {Table} SET version = 'taken-' || partition_id WHERE partition_id LIKE 'held-%'", other).ExecuteNonQueryAsync(Token);
            long before = proxy.Turns;

            Task<IReadOnlyList<PartitionOwnership>> claiming = ClaimAsync(store, [.. owned.Select(item => new OwnershipClaim(item.PartitionId, "me", "1", item.Version))]);
            await WhenWaitingAsync(1);
            await (isTaken ? transaction.CommitAsync(Token) : transaction.RollbackAsync(Token));

            (await claiming).Select(item => item.PartitionId).ShouldBe(isTaken ? Free : [.. Free, .. Held], ignoreOrder: true);
            least = Math.Min(least, proxy.Turns - before);
        }

        least.ShouldBe(2);
    }

    [Theory]
    [InlineData("former")]
    [InlineData(null)]
    public async Task A_row_that_is_at_another_version_already_is_lost_although_another_transaction_holds_it(string? version)
    {
        PostgresCheckpointStore store = Open();
        IReadOnlyList<PartitionOwnership> owned = await ClaimAsync(store, [.. Free.Concat(Held).Select(id => new OwnershipClaim(id, "me", "1", null))]);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET written_by = written_by WHERE partition_id LIKE 'held-%'", other).ExecuteNonQueryAsync(Token);

        IReadOnlyList<PartitionOwnership> batch = await ClaimAsync(
            store, [.. owned.Select(item => new OwnershipClaim(item.PartitionId, "you", "1", Held.Contains(item.PartitionId) ? version : item.Version))]);
        IReadOnlyList<PartitionOwnership> one = await ClaimAsync(store, [new OwnershipClaim(Held[0], "you", "1", version)]);

        batch.Select(item => item.PartitionId).ShouldBe(Free, ignoreOrder: true);
        one.ShouldBeEmpty();
    }

    /// <remarks>Tried again by themselves, they would find their own success and call it stale.</remarks>
    [Fact]
    public async Task Checkpoints_whose_answer_was_lost_while_they_waited_together_are_faults_and_not_refused()
    {
        await using FaultyProxy proxy = FaultyProxy.Start(Postgres.Server.EndPoint);
        PostgresCheckpointStore store = Open($"Host={proxy.EndPoint.Address};Port={proxy.EndPoint.Port}");
        IReadOnlyList<PartitionOwnership> owned = await ClaimAsync(store, [.. Held.Select(id => new OwnershipClaim(id, "me", "1", null))]);
        await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
        await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
        await new NpgsqlCommand($"UPDATE {Table} SET written_by = written_by", other).ExecuteNonQueryAsync(Token);

        Task<PartitionResults<CheckpointWriteResult>> writing = store.WriteCheckpointsAsync(
            Group, [.. owned.Select(item => new CheckpointWrite(item.PartitionId, 1, null, item.Epoch, "me"))], Token);
        await WhenWaitingAsync(1);
        proxy.Arm(new ProxyFault(ProxyFaultKind.Reset, ProxyDirection.Answer));
        await transaction.RollbackAsync(Token);

        PartitionResults<CheckpointWriteResult> results = await writing;
        results.Items.ShouldBeEmpty();
        results.Faults.Select(fault => fault.PartitionId).ShouldBe(Held, ignoreOrder: true);
        results.Faults.ShouldAllBe(fault => fault.IsTransient && fault.MayHaveBeenApplied);
    }

    [Fact]
    public async Task Whatever_claimers_and_transactions_meet_each_version_is_won_once_and_nobody_waits_for_a_deadlock()
    {
        const int Claimers = 6;
        const int Rounds = 25;
        const string Deadlocks = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
        Random random = new(7);
        PostgresCheckpointStore[] stores = [.. Enumerable.Range(0, Claimers).Select(_ => Open())];
        string[] ids = [.. Enumerable.Range(0, 16).Select(number => $"{number}")];
        Dictionary<string, PartitionOwnership> held = (await ClaimAsync(stores[0], [.. ids.Select(id => new OwnershipClaim(id, "me", "1", null))])).ToDictionary(item => item.PartitionId);
        HashSet<string> versions = [.. held.Values.Select(item => item.Version)];
        object? before = await QueryAsync(Deadlocks);
        for (int round = 0; round < Rounds; round++)
        {
            await using NpgsqlConnection other = await Postgres.DataSource.OpenConnectionAsync(Token);
            await using NpgsqlTransaction transaction = await other.BeginTransactionAsync(Token);
            PartitionOwnership written = held[ids[random.Next(ids.Length)]];
            await stores[0].WriteCheckpointAsync(transaction, Group, new CheckpointWrite(written.PartitionId, round, null, written.Epoch, "me"), Token);
            OwnershipClaim[][] claims =
            [
                .. stores.Select((_, claimer) => random.GetItems(ids, 12).Distinct()
                    .Select(id => new OwnershipClaim(id, $"{claimer}", $"{round}", random.Next(8) == 0 ? "former" : held[id].Version)).ToArray()),
            ];

            Task<IReadOnlyList<PartitionOwnership>[]> claiming = Task.WhenAll(stores.Select((store, claimer) => Task.Run(() => ClaimAsync(store, claims[claimer]), Token)));
            await transaction.CommitAsync(Token);

            foreach (PartitionOwnership won in (await claiming).SelectMany(items => items))
            {
                won.Epoch.ShouldBe(held[won.PartitionId].Epoch + 1);
                versions.Add(won.Version).ShouldBeTrue();
                held[won.PartitionId] = won;
            }

            string[] wanted = [.. claims.SelectMany(batch => batch).Where(claim => claim.Version != "former").Select(claim => claim.PartitionId).Distinct()];
            held.Values.Where(item => item.OwnerInstance == $"{round}").Select(item => item.PartitionId).ShouldBe(wanted, ignoreOrder: true);
        }

        (await QueryAsync(Deadlocks)).ShouldBe(before);
    }

    private static async Task<IReadOnlyList<PartitionOwnership>> ClaimAsync(PostgresCheckpointStore store, IReadOnlyList<OwnershipClaim> claims)
    {
        PartitionResults<PartitionOwnership> results = await store.ClaimOwnershipAsync(Group, claims, Token);
        results.Faults.ShouldBeEmpty();
        return results.Items;
    }
}
