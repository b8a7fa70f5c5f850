using Checkpointing;
using Compare.Reading;
using Harness.Readings;

namespace Benchmarks.Tests;

public sealed class ExposureTests
{
    [Fact]
    public void The_most_that_stood_uncovered_is_what_was_handled_before_a_checkpoint_and_not_covered_by_the_ones_before()
    {
        Course course = new(partitions: 2, events: 100, TimeSpan.Zero);
        Exposure exposure = new(course);

        Handle(course, 5);
        exposure.Note([Write("0", 2)]);
        exposure.Most.ShouldBe(5);

        Handle(course, 4);
        exposure.Note([Write("0", 3), Write("1", 3)]);
        exposure.Most.ShouldBe(6);

        Handle(course, 2);
        exposure.Note([Write("0", 5)]);
        exposure.Most.ShouldBe(6);
    }

    private static void Handle(Course course, int events)
    {
        for (int count = 0; count < events; count++)
        {
            course.Count();
        }
    }

    private static CheckpointWrite Write(string partition, long sequenceNumber) => new(partition, sequenceNumber, "offset", 1, "owner");
}
