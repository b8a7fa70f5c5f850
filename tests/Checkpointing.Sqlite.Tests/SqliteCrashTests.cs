using System.Diagnostics;
using System.Globalization;
using Checkpointing.Tests.Services;
using Microsoft.Data.Sqlite;

namespace Checkpointing.Sqlite.Tests;

/// <summary>Rule 8: what was acknowledged survives a kill -9 of the process that wrote it.</summary>
public sealed class SqliteCrashTests : SqliteTest
{
    [Fact]
    public async Task Nothing_acknowledged_is_lost_when_the_writer_is_killed_again_and_again()
    {
        long furthest = -1;
        for (int round = 1; round <= 4; round++)
        {
            long acknowledged = await RunAndKillAsync($"start-{round}", writes: 25 * round);
            acknowledged.ShouldBeGreaterThan(furthest);

            await using SqliteCheckpointStore store = new(File);
            PartitionOwnership owner = (await store.ListOwnershipAsync(Group, Token)).Items.ShouldHaveSingleItem();
            Checkpoint stored = (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();

            owner.OwnerInstance.ShouldBe($"start-{round}");
            owner.Epoch.ShouldBe(round);
            stored.SequenceNumber!.Value.ShouldBeGreaterThanOrEqualTo(acknowledged);
            stored.Offset.ShouldBe(stored.SequenceNumber!.Value.ToString(CultureInfo.InvariantCulture));
            furthest = stored.SequenceNumber!.Value;
        }

        using SqliteConnection connection = Connect();
        Query(connection, "PRAGMA integrity_check").ShouldBe("ok");
    }

    [Fact]
    public async Task A_process_that_loses_its_partition_to_another_is_fenced_and_the_other_goes_on_from_its_checkpoint()
    {
        await using PeerProcess first = PeerProcess.Start(WriterProgram, [File, "first"]);
        await first.ReadLineAsync(Token);
        await using PeerProcess second = PeerProcess.Start(WriterProgram, [File, "second"]);
        long start = long.Parse(await second.ReadLineAsync(Token), CultureInfo.InvariantCulture);

        long last = await ReadToEndAsync(first);

        // What the first was told is written came before the second's first event, and nothing after it.
        last.ShouldBeLessThan(start);
        long next = long.Parse(await second.ReadLineAsync(Token), CultureInfo.InvariantCulture);
        next.ShouldBe(start + 1);
    }

    [Fact]
    public async Task Effects_in_the_applications_own_transactions_are_exactly_once_across_kills_and_takeovers()
    {
        using SqliteConnection connection = Connect();
        Execute(connection, "CREATE TABLE effects (sequence_number INTEGER NOT NULL, epoch INTEGER NOT NULL);");
        for (int round = 1; round <= 4; round++)
        {
            await using PeerProcess former = await StartStepsAsync($"former-{round}", steps: 10 * round);
            await ReadLinesAsync(former, 10 * round);

            // It takes the partition from one that lives, whose next transaction is refused, and is killed somewhere in its own.
            await using PeerProcess killed = await StartStepsAsync($"killed-{round}", steps: 1000);
            await ReadLinesAsync(killed, 10 * round);
            await former.WriteLineAsync("", Token);
            await Should.ThrowAsync<InvalidOperationException>(() => former.ReadLineAsync(Token));
        }

        await using SqliteCheckpointStore store = new(File);
        Checkpoint stored = (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull();
        long last = stored.SequenceNumber!.Value;
        last.ShouldBeGreaterThanOrEqualTo(199);
        Query(connection, "SELECT count(*) FROM effects").ShouldBe(last + 1);
        Query(connection, "SELECT count(DISTINCT sequence_number) FROM effects").ShouldBe(last + 1);
        Query(connection, "SELECT max(sequence_number) FROM effects").ShouldBe(last);
        Query(connection, "SELECT count(DISTINCT epoch) FROM effects").ShouldBe(8L);

        // No effect of an earlier epoch comes after one of a later.
        Query(connection, "SELECT count(*) FROM effects AS a JOIN effects AS b ON a.sequence_number > b.sequence_number AND a.epoch < b.epoch").ShouldBe(0L);
    }

    private static string WriterProgram => Path.Combine(AppContext.BaseDirectory, "Checkpointing.Sqlite.Writer" + (OperatingSystem.IsWindows() ? ".exe" : ""));

    private async Task<PeerProcess> StartStepsAsync(string instance, int steps)
    {
        PeerProcess writer = PeerProcess.Start(WriterProgram, [File, instance, "effects"]);
        for (int step = 0; step < steps; step++)
        {
            await writer.WriteLineAsync("", Token);
        }

        return writer;
    }

    private static async Task ReadLinesAsync(PeerProcess writer, int lines)
    {
        for (int line = 0; line < lines; line++)
        {
            await writer.ReadLineAsync(Token);
        }
    }

    private static async Task<long> ReadToEndAsync(PeerProcess writer)
    {
        long last = -1;
        try
        {
            while (true)
            {
                last = long.Parse(await writer.ReadLineAsync(Token), CultureInfo.InvariantCulture);
            }
        }
        catch (InvalidOperationException)
        {
            // It was fenced and has ended.
            return last;
        }
    }

    /// <returns>The last position that the writer said was acknowledged.</returns>
    private async Task<long> RunAndKillAsync(string instance, int writes)
    {
        await using PeerProcess writer = PeerProcess.Start(WriterProgram, [File, instance]);
        long acknowledged = -1;
        try
        {
            for (int line = 0; ; line++)
            {
                acknowledged = long.Parse(await writer.ReadLineAsync(Token), CultureInfo.InvariantCulture);
                if (line == writes)
                {
                    using Process process = Process.GetProcessById(writer.Id);
                    process.Kill();
                }
            }
        }
        catch (InvalidOperationException) when (acknowledged >= 0)
        {
            // The writer's output has ended with its life.
            return acknowledged;
        }
    }
}
