using Checkpointing.Backends;

namespace Checkpointing.Abstractions.Tests.Backends;

public sealed class ClockCorrectionTests
{
    private static readonly DateTimeOffset StoreNow = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(0)]
    [InlineData(600)]
    [InlineData(-600)]
    public void The_age_is_the_same_by_both_clocks(int secondsAhead)
    {
        DateTimeOffset callerNow = StoreNow.AddSeconds(secondsAhead);
        ClockCorrection clock = new(StoreNow, callerNow);

        (callerNow - clock.ToCaller(StoreNow.AddSeconds(-10))).ShouldBe(TimeSpan.FromSeconds(10));
    }
}
