namespace Checkpointing.Abstractions.Tests;

public sealed class PartitionOwnershipTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Expiration = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("worker", 0, true)]
    [InlineData("worker", 119, true)]
    [InlineData("worker", 120, false)]
    [InlineData("worker", -600, true)]
    [InlineData(" ", 0, true)]
    [InlineData("", 0, false)]
    [InlineData("", -600, false)]
    public void An_owner_is_live_that_renewed_within_the_expiration(string owner, int secondsOld, bool isLive) =>
        Record(owner, Now.AddSeconds(-secondsOld)).HasLiveOwner(Now, Expiration).ShouldBe(isLive);

    [Theory]
    [InlineData(0)]
    [InlineData(-600)]
    public void Where_owners_expire_at_once_none_is_live(int secondsOld) => Record("worker", Now.AddSeconds(-secondsOld)).HasLiveOwner(Now, TimeSpan.Zero).ShouldBeFalse();

    [Fact]
    public void Where_owners_never_expire_all_are_live() => Record("worker", DateTimeOffset.MinValue).HasLiveOwner(DateTimeOffset.MaxValue, TimeSpan.MaxValue).ShouldBeTrue();

    private static PartitionOwnership Record(string owner, DateTimeOffset lastModified) => new("0", owner, Epoch: 1, Version: "1", lastModified);
}
