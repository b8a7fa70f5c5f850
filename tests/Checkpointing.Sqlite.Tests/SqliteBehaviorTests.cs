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
}
