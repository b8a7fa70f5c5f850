using CrashHarness.Journals;
using CrashHarness.Rolling;

namespace CrashHarness.Tests;

public sealed class PhaseFiguresTests
{
    private static readonly JournalEntry[] Handover =
    [
        At(1, process: 1, number: 0), At(2, process: 1, number: 1), At(3, process: 1, number: 2), At(7, process: 2, number: 2), At(8, process: 2, number: 3),
    ];

    [Fact]
    public void Duplicates_gaps_and_handovers_are_counted()
    {
        PhaseFigures figures = PhaseFigures.Of("all", Seconds(0), Seconds(10), Handover, [(1, Seconds(4))]);
        figures.Processed.ShouldBe(4);
        figures.Duplicates.ShouldBe(1, "event 2");
        figures.LongestGap.ShouldBe(Seconds(5), "a duplicate is no progress");
        figures.Handovers.ShouldBe([Seconds(3)]);
    }

    [Fact]
    public void What_lies_outside_the_phase_is_not_its_own()
    {
        PhaseFigures figures = PhaseFigures.Of("end", Seconds(7.5), Seconds(10), Handover, []);
        figures.Processed.ShouldBe(1);
        figures.Duplicates.ShouldBe(0);
        figures.MedianHandover.ShouldBeNull();
    }

    [Fact]
    public void Only_the_last_owner_hands_over()
    {
        PhaseFigures.Of("all", Seconds(0), Seconds(10), Handover, [(1, Seconds(7.5)), (3, Seconds(7.5))]).Handovers.ShouldBeEmpty();
    }

    private static JournalEntry At(double second, int process, long number) => new(process, $"p{process}", "0", process, number, Seconds(second));

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
