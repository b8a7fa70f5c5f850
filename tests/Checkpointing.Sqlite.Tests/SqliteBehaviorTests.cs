using System.Buffers.Binary;
using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Checkpointing.Sqlite.Tests;

/// <summary>What the store relies on in SQLite and in its driver.</summary>
public sealed class SqliteBehaviorTests : SqliteTest
{
    [Fact]
    public void The_library_knows_upsert_returning_and_json()
    {
        using SqliteConnection connection = Connect();

        Version.Parse(connection.ServerVersion).ShouldBeGreaterThanOrEqualTo(new Version(3, 35));
        Query(connection, "SELECT json_extract(value, '$[1]') FROM json_each('[[1,9223372036854775807]]')").ShouldBe(long.MaxValue);
    }

    [Fact]
    public void Begin_immediate_answers_busy_at_once_and_takes_the_lock_of_a_file()
    {
        using SqliteConnection first = Connect();
        using SqliteConnection second = Connect();
        raw.sqlite3_exec(first.Handle, "BEGIN IMMEDIATE").ShouldBe(raw.SQLITE_OK);

        int refused = raw.sqlite3_exec(second.Handle, "BEGIN IMMEDIATE");

        SqliteErrors.IsBusy(refused).ShouldBeTrue();
        raw.sqlite3_exec(first.Handle, "COMMIT").ShouldBe(raw.SQLITE_OK);
        raw.sqlite3_exec(second.Handle, "BEGIN IMMEDIATE").ShouldBe(raw.SQLITE_OK);
    }

    [Fact]
    public void In_wal_mode_readers_see_the_last_commit_while_a_writer_works()
    {
        using SqliteConnection writer = Connect();
        using SqliteConnection reader = Connect();
        Query(writer, "PRAGMA journal_mode = WAL").ShouldBe("wal");
        Execute(writer, "CREATE TABLE t (x INTEGER); INSERT INTO t VALUES (1); BEGIN IMMEDIATE; UPDATE t SET x = 2;");

        Query(reader, "SELECT x FROM t").ShouldBe(1L);
        Execute(writer, "COMMIT;");
        Query(reader, "SELECT x FROM t").ShouldBe(2L);
    }

    [Fact]
    public void The_clock_of_the_statements_is_utc_in_milliseconds()
    {
        using SqliteConnection connection = Connect();
        long before = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        long now = Convert.ToInt64(Query(connection, "SELECT CAST(round((julianday('now') - 2440587.5) * 86400000) AS INTEGER)"), CultureInfo.InvariantCulture);

        now.ShouldBeInRange(before - 1, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 1);
    }

    [Theory]
    [InlineData(false, 2L)]
    [InlineData(true, 1L)]
    public void Durability_is_what_the_option_says(bool isRelaxed, long synchronous)
    {
        using SqliteSession session = new(new SqliteCheckpointStoreOptions { DataSource = File, RelaxedDurability = isRelaxed }, provision: true, TimeProvider.System);

        session.Prepare("PRAGMA synchronous").ExecuteScalar().ShouldBe(synchronous);
    }

    /// <summary>There is no round trip to count: what a call costs is the wait for the disk, one for each transaction.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(32)]
    [InlineData(256)]
    public async Task A_batch_of_any_size_is_one_transaction_and_a_look_is_none(int partitions)
    {
        SqliteCheckpointStore store = Open();
        await store.WriteCheckpointsAsync(new ConsumerGroup("elsewhere", "first", "call"), [new CheckpointWrite("0", 1, null, 0, "me")], Token);
        string[] ids = [.. Enumerable.Range(0, partitions).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        IReadOnlyList<PartitionOwnership> held = [];

        long claims = await TransactionsAsync(async () =>
            held = (await store.ClaimOwnershipAsync(Group, [.. ids.Select(id => new OwnershipClaim(id, "me", "1", null))], Token)).Items);
        long renewals = await TransactionsAsync(() =>
            store.ClaimOwnershipAsync(Group, [.. held.Select(item => new OwnershipClaim(item.PartitionId, "me", "1", item.Version))], Token));
        long writes = await TransactionsAsync(() =>
            store.WriteCheckpointsAsync(Group, [.. held.Select(item => new CheckpointWrite(item.PartitionId, 1, "1", item.Epoch, "me"))], Token));
        long rewinds = await TransactionsAsync(() => store.RewindAsync(Group, [.. ids.Select(id => new PartitionRewind(id, 0, null, "operator"))], Token));
        long looks = await TransactionsAsync(async () =>
        {
            (await store.ListOwnershipAsync(Group, Token)).Items.Count.ShouldBe(partitions);
            (await store.ListCheckpointsAsync(Group, Token)).Items.Count.ShouldBe(partitions);
            (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();
        });

        new[] { claims, renewals, writes, rewinds, looks }.ShouldBe([1, 1, 1, 1, 0]);
    }

    private async Task<long> TransactionsAsync(Func<Task> action)
    {
        long before = Commits();
        await action();
        return Commits() - before;
    }

    /// <summary>The transactions in the log: each one's last frame has the size of the database. See https://sqlite.org/fileformat2.html#walformat.</summary>
    private long Commits()
    {
        const int Header = 32;
        const int FrameHeader = 24;
        using FileStream file = new(File + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        byte[] log = new byte[file.Length];
        file.ReadExactly(log);
        int page = (int)BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(8));
        long commits = 0;
        for (int frame = Header; frame < log.Length; frame += FrameHeader + page)
        {
            commits += BinaryPrimitives.ReadUInt32BigEndian(log.AsSpan(frame + 4)) == 0 ? 0 : 1;
        }

        return commits;
    }
}
