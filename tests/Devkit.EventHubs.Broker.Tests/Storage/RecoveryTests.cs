using Devkit.EventHubs.Broker.Storage;

namespace Devkit.EventHubs.Broker.Tests.Storage;

public sealed class RecoveryTests
{
    [Fact]
    public void A_log_on_disk_is_the_same_after_a_restart()
    {
        using var fixture = new LogFixture(onDisk: true);
        fixture.AppendOneByOne(count: 30, size: SegmentBuffers.SegmentLength / 10);
        LogState before = fixture.Log.GetState();
        List<(long, string)> events = fixture.ReadAll();

        fixture.Reopen();

        fixture.Log.GetState().ShouldBe(before);
        fixture.ReadAll().ShouldBe(events);
        fixture.Append(LogFixture.Message("next")).ShouldBe(30);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(40)]
    [InlineData(1000)]
    public void A_tail_torn_off_in_the_middle_of_an_event_costs_that_event_only(int missingBytes)
    {
        using var fixture = new LogFixture(onDisk: true);
        fixture.AppendOneByOne(count: 3, size: 1000);

        fixture.Reopen(() => Shorten(NewestFile(fixture), missingBytes));

        fixture.ReadAll().Select(item => item.SequenceNumber).ShouldBe([0, 1]);
        fixture.Append(LogFixture.Message("again")).ShouldBe(2);
        fixture.Reopen();
        fixture.ReadAll().Count.ShouldBe(3);
    }

    [Fact]
    public void A_tail_with_a_flipped_bit_is_cut()
    {
        using var fixture = new LogFixture(onDisk: true);
        fixture.AppendOneByOne(count: 3, size: 1000);

        fixture.Reopen(() =>
        {
            byte[] content = File.ReadAllBytes(NewestFile(fixture));
            content[^100] ^= 1;
            File.WriteAllBytes(NewestFile(fixture), content);
        });

        fixture.ReadAll().Count.ShouldBe(2);
    }

    [Fact]
    public void Damage_before_the_tail_is_reported_and_nothing_is_thrown_away()
    {
        using var fixture = new LogFixture(onDisk: true);
        fixture.AppendOneByOne(count: 30, size: SegmentBuffers.SegmentLength / 10);
        fixture.Log.Dispose();
        string oldest = Directory.GetFiles(fixture.Folder, "*.log").Order(StringComparer.Ordinal).First();
        Shorten(oldest, 10);
        long length = new FileInfo(oldest).Length;

        Should.Throw<InvalidDataException>(() => fixture.Reopen()).Message.ShouldContain("gap");
        new FileInfo(oldest).Length.ShouldBe(length);
    }

    [Fact]
    public void A_beginning_that_was_moved_stays_moved_after_a_restart()
    {
        using var fixture = new LogFixture(onDisk: true);
        fixture.AppendOneByOne(count: 10, size: 100);
        fixture.Log.ExpireBefore(6);

        fixture.Reopen();

        fixture.ReadAll().Select(item => item.SequenceNumber).ShouldBe([6, 7, 8, 9]);
    }

    [Fact]
    public void Files_that_retention_has_passed_are_deleted()
    {
        using var fixture = new LogFixture(new RetentionOptions { MaximumBytes = 2 * SegmentBuffers.SegmentLength }, onDisk: true);

        fixture.AppendOneByOne(count: 100, size: SegmentBuffers.SegmentLength / 4);

        Directory.GetFiles(fixture.Folder, "*.log").Length.ShouldBeLessThanOrEqualTo(4);
    }

    private static string NewestFile(LogFixture fixture) => Directory.GetFiles(fixture.Folder, "*.log").Order(StringComparer.Ordinal).Last();

    private static void Shorten(string path, int bytes)
    {
        using FileStream file = File.OpenWrite(path);
        file.SetLength(file.Length - bytes);
    }
}
