using Checkpointing.Policies;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Configuration;

namespace Checkpointing.Abstractions.Tests.Policies;

public sealed class CheckpointPolicyTests
{
    [Fact]
    public void Every_event_is_due_at_once() =>
        CheckpointPolicy.EveryEvent.IsDue(new CheckpointProgress(1, false)).ShouldBeTrue();

    [Fact]
    public void Every_N_events_is_due_at_N()
    {
        CheckpointPolicy policy = CheckpointPolicy.EveryEvents(3);
        policy.IsDue(new CheckpointProgress(2, true)).ShouldBeFalse();
        policy.IsDue(new CheckpointProgress(3, false)).ShouldBeTrue();
        policy.IsDue(new CheckpointProgress(4, false)).ShouldBeTrue();
    }

    [Fact]
    public void An_interval_is_a_maximum_age_and_nothing_else()
    {
        CheckpointPolicy policy = CheckpointPolicy.Every(TimeSpan.FromSeconds(5));
        policy.MaximumAge.ShouldBe(TimeSpan.FromSeconds(5));
        policy.IsDue(new CheckpointProgress(long.MaxValue, true)).ShouldBeFalse();
    }

    [Fact]
    public void End_of_batch_is_due_there_alone()
    {
        CheckpointPolicy.EndOfBatch.IsDue(new CheckpointProgress(100, false)).ShouldBeFalse();
        CheckpointPolicy.EndOfBatch.IsDue(new CheckpointProgress(1, true)).ShouldBeTrue();
    }

    [Fact]
    public void Manual_is_never_due_not_even_on_release()
    {
        CheckpointPolicy.Manual.IsDue(new CheckpointProgress(long.MaxValue, true)).ShouldBeFalse();
        CheckpointPolicy.Manual.MaximumAge.ShouldBeNull();
        CheckpointPolicy.Manual.WritesOnRelease.ShouldBeFalse();
        CheckpointPolicy.EveryEvent.WritesOnRelease.ShouldBeTrue();
    }

    [Fact]
    public void A_combination_is_due_when_any_part_is()
    {
        CheckpointPolicy policy = CheckpointPolicy.EveryEvents(10).Or(CheckpointPolicy.Every(TimeSpan.FromSeconds(9)))
            .Or(CheckpointPolicy.Every(TimeSpan.FromSeconds(4)).Or(CheckpointPolicy.EndOfBatch));
        policy.IsDue(new CheckpointProgress(9, false)).ShouldBeFalse();
        policy.IsDue(new CheckpointProgress(10, false)).ShouldBeTrue();
        policy.IsDue(new CheckpointProgress(1, true)).ShouldBeTrue();
        policy.MaximumAge.ShouldBe(TimeSpan.FromSeconds(4));
        policy.WritesOnRelease.ShouldBeTrue();
        policy.ToString().ShouldBe("every 10 events or every 9s or every 4s or end of batch");
    }

    [Theory]
    [InlineData("every event", "every event")]
    [InlineData("  Every   100 EVENTS ", "every 100 events")]
    [InlineData("every 1 event", "every event")]
    [InlineData("every 5s", "every 5s")]
    [InlineData("every 90 s", "every 90s")]
    [InlineData("every 250ms", "every 250ms")]
    [InlineData("every 00:02:00", "every 2min")]
    [InlineData("every 1h", "every 1h")]
    [InlineData("end of batch", "end of batch")]
    [InlineData("manual", "manual")]
    [InlineData("every 100 events or every 5s", "every 100 events or every 5s")]
    [InlineData("every 100 events OR end of batch or every 00:00:00.5", "every 100 events or end of batch or every 500ms")]
    public void A_policy_is_read_from_its_text(string text, string canonical)
    {
        CheckpointPolicy.Parse(text).ToString().ShouldBe(canonical);
        CheckpointPolicy.Parse(canonical).ToString().ShouldBe(canonical);
    }

    [Theory]
    [InlineData("")]
    [InlineData("often")]
    [InlineData("every")]
    [InlineData("every 0 events")]
    [InlineData("every -1 events")]
    [InlineData("every 99999999999 events")]
    [InlineData("every 0s")]
    [InlineData("every 25h")]
    [InlineData("every 99999999999h")]
    [InlineData("every 5s or")]
    [InlineData("every 5s and every event")]
    [InlineData("every ١٠ events")]
    public void What_is_no_policy_is_refused_with_what_is_allowed(string text)
    {
        CheckpointPolicy.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => CheckpointPolicy.Parse(text)).Message.ShouldContain("every 100 events or every 5s");
    }

    [Fact]
    public void Every_policy_survives_the_way_through_its_text() => Prop.ForAll<PositiveInt, PositiveInt>((count, milliseconds) =>
    {
        CheckpointPolicy policy = CheckpointPolicy.EveryEvents(count.Get).Or(CheckpointPolicy.Every(TimeSpan.FromTicks(milliseconds.Get * 777L)));
        CheckpointPolicy read = CheckpointPolicy.Parse(policy.ToString());
        return read.ToString() == policy.ToString() && read.MaximumAge == policy.MaximumAge;
    }).QuickCheckThrowOnFailure();

    [Fact]
    public void Configuration_binds_a_policy_from_its_text()
    {
        IConfiguration configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Policy", "every 100 events or every 5s")]).Build();
        configuration.GetValue<CheckpointPolicy>("Policy")!.ToString().ShouldBe("every 100 events or every 5s");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_count_below_one_is_refused(int count) => Should.Throw<ArgumentOutOfRangeException>(() => CheckpointPolicy.EveryEvents(count));
}
