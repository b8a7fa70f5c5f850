using CrashHarness.Journals;

namespace CrashHarness.Tests;

public sealed class JournalTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-journal-");

    [Fact]
    public void An_entry_can_be_read_as_soon_as_it_is_written_and_only_once()
    {
        RunJournals journals = new(_folder.FullName);
        using JournalWriter writer = new(journals.Open(3, "p3"));
        writer.Write("11", 4, 25);
        JournalEntry entry = journals.Refresh().ShouldHaveSingleItem();
        (entry.Process, entry.Identifier, entry.PartitionId, entry.Epoch, entry.SequenceNumber).ShouldBe((3, "p3", "11", 4L, 25L));
        entry.Time.ShouldBeLessThanOrEqualTo(MonotonicTime.Now);
        writer.Write("11", 4, 26);
        journals.Refresh().Select(read => read.SequenceNumber).ShouldBe([25, 26]);
    }

    [Fact]
    public async Task Half_a_line_waits_for_its_other_half()
    {
        RunJournals journals = new(_folder.FullName);
        string path = journals.Open(1, "p1");
        await File.AppendAllTextAsync(path, "0 1 5 100\n0 1 ", TestContext.Current.CancellationToken);
        journals.Refresh().Count.ShouldBe(1);
        await File.AppendAllTextAsync(path, "6 200\n", TestContext.Current.CancellationToken);
        journals.Refresh().Select(entry => entry.SequenceNumber).ShouldBe([5, 6]);
    }

    [Fact]
    public void A_processor_that_never_wrote_is_no_trouble()
    {
        RunJournals journals = new(_folder.FullName);
        journals.Open(1, "p1");
        journals.Refresh().ShouldBeEmpty();
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
