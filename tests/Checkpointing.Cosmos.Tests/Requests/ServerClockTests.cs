using Checkpointing.Conformance;
using Checkpointing.Cosmos.Requests;

namespace Checkpointing.Cosmos.Tests.Requests;

/// <summary>The server's clock as its answers tell it, to the second: here the server is exactly an hour ahead of the client.</summary>
public sealed class ServerClockTests
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(1);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, 400, TimeSpan.Zero));

    private DateTimeOffset ServerTime => _time.GetUtcNow() + Ahead;

    [Fact]
    public void Nothing_is_known_before_the_first_answer()
    {
        ServerClock clock = new(_time);

        clock.IsKnown.ShouldBeFalse();
        Should.Throw<InvalidOperationException>(() => clock.GetUtcNow());
    }

    [Fact]
    public void One_answer_tells_the_time_to_the_second()
    {
        ServerClock clock = new(_time);

        Answer(clock, TimeSpan.Zero);

        clock.IsKnown.ShouldBeTrue();
        (clock.GetUtcNow() - ServerTime).Duration().ShouldBeLessThan(Second);
    }

    [Fact]
    public void The_time_goes_on_between_answers()
    {
        ServerClock clock = new(_time);
        Answer(clock, TimeSpan.Zero);

        _time.Advance(TimeSpan.FromMinutes(10));

        (clock.GetUtcNow() - ServerTime).Duration().ShouldBeLessThan(Second);
    }

    [Fact]
    public void Many_answers_narrow_it_down()
    {
        ServerClock clock = new(_time);
        for (int answer = 0; answer < 50; answer++)
        {
            Answer(clock, TimeSpan.FromMilliseconds(20));
            _time.Advance(TimeSpan.FromMilliseconds(73));
        }

        (clock.GetUtcNow() - ServerTime).Duration().ShouldBeLessThan(TimeSpan.FromMilliseconds(100));
    }

    [Fact]
    public void A_slow_answer_spoils_nothing()
    {
        ServerClock clock = new(_time);
        Answer(clock, TimeSpan.FromMilliseconds(20));
        DateTimeOffset expected = clock.GetUtcNow() + TimeSpan.FromSeconds(8);

        Answer(clock, TimeSpan.FromSeconds(8));

        clock.GetUtcNow().ShouldBe(expected);
    }

    [Fact]
    public void A_server_whose_clock_was_set_is_followed()
    {
        ServerClock clock = new(_time);
        Answer(clock, TimeSpan.Zero);

        clock.Observe(Cut(ServerTime + Ahead), _time.GetTimestamp());

        (clock.GetUtcNow() - (ServerTime + Ahead)).Duration().ShouldBeLessThan(Second);
    }

    /// <summary>An answer that the server makes half-way.</summary>
    private void Answer(ServerClock clock, TimeSpan duration)
    {
        long sent = _time.GetTimestamp();
        _time.Advance(duration / 2);
        DateTimeOffset told = Cut(ServerTime);
        _time.Advance(duration / 2);
        clock.Observe(told, sent);
    }

    private static DateTimeOffset Cut(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());
}
