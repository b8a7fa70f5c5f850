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

    private static string WriterProgram => Path.Combine(AppContext.BaseDirectory, "Checkpointing.Sqlite.Writer" + (OperatingSystem.IsWindows() ? ".exe" : ""));

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
