using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Polly;
using Processor.Tests.Support;

namespace Processor.Tests.Handling;

public sealed class BatchTests
{
    private readonly List<string> _calls = [];

    [Theory]
    [InlineData("an exception that says so")]
    [InlineData("a mark")]
    [InlineData("a checkpoint")]
    public async Task Retries_get_only_what_is_not_processed(string how)
    {
        HandledPartition driven = await StartAsync(async (events, context) =>
        {
            if (_calls.Count > 1)
            {
                return;
            }

            switch (how)
            {
                case "a mark":
                    context.MarkProcessed(events[1]);
                    throw new InvalidOperationException();
                case "a checkpoint":
                    await context.CheckpointAsync(events[1]);
                    throw new InvalidOperationException();
                default:
                    throw new PartialBatchException(2, new InvalidOperationException());
            }
        });
        await driven.EndAsync(driven.DeliverAsync(Events.Range(0, 5)));
        _calls.ShouldBe(["0 1 2 3 4", "2 3 4"]);
        await driven.UntilStoredAsync(4);
    }

    [Fact]
    public async Task The_first_event_that_is_not_processed_is_the_poisonous_one_and_the_rest_is_given_again_without_it()
    {
        var sink = new FuncSink();
        HandledPartition driven = await StartAsync(
            (events, _) =>
            {
                int poison = Array.FindIndex([.. events], eventData => eventData.SequenceNumber == 2);
                return poison >= 0 ? throw new PartialBatchException(poison, new NotSupportedException("two")) : Task.CompletedTask;
            },
            options =>
            {
                options.PoisonPolicy = PoisonPolicy.DeadLetter;
                options.DeadLetterSink = sink;
            });
        await driven.EndAsync(driven.DeliverAsync(Events.Range(0, 5)));
        _calls.ShouldBe(["0 1 2 3 4", "2 3 4", "2 3 4", "2 3 4", "3 4"]);
        DeadLetter letter = sink.Letters.ShouldHaveSingleItem();
        (letter.SequenceNumber, letter.Attempts, letter.ExceptionMessage).ShouldBe((2, 4, "two"));
        await driven.UntilStoredAsync(4);
    }

    [Fact]
    public async Task Each_event_has_all_its_attempts()
    {
        HandledPartition driven = await StartAsync(
            (events, _) => events.Count > 1 ? throw new PartialBatchException(1, new InvalidOperationException()) : Task.CompletedTask,
            options => options.HandlerRetry.MaxRetries = 1);
        await driven.EndAsync(driven.DeliverAsync(Events.Range(0, 4)));
        _calls.ShouldBe(["0 1 2 3", "1 2 3", "2 3", "3"]);
    }

    [Fact]
    public async Task By_default_the_partition_stops_and_begins_again_with_what_is_not_processed()
    {
        HandledPartition driven = await StartAsync((_, _) => throw new PartialBatchException(3, new InvalidOperationException()), options => options.HandlerRetry.MaxRetries = 0);
        await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(Events.Range(0, 5)));
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(2);
    }

    [Fact]
    public async Task A_number_beyond_the_batch_counts_as_none()
    {
        HandledPartition driven = await StartAsync((_, _) => throw new PartialBatchException(6, new InvalidOperationException()), options => options.HandlerRetry.MaxRetries = 0);
        await Should.ThrowAsync<InvalidOperationException>(driven.DeliverAsync(Events.Range(0, 5)));
        await driven.RestartAsync();
        (await driven.StoredAsync()).ShouldBe(-1);
        Should.Throw<ArgumentOutOfRangeException>(() => new PartialBatchException(-1, new InvalidOperationException()));
    }

    [Fact]
    public async Task A_failure_after_everything_is_processed_repeats_nothing()
    {
        HandledPartition driven = await StartAsync((events, _) => throw new PartialBatchException(events.Count, new InvalidOperationException()));
        await driven.DeliverAsync(Events.Range(0, 5));
        _calls.ShouldBe(["0 1 2 3 4"]);
        await driven.UntilStoredAsync(4);
    }

    [Fact]
    public async Task A_time_limit_of_a_pipeline_of_ones_own_leaves_what_was_marked()
    {
        ResiliencePipeline pipeline = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromMilliseconds(20)).Build();
        HandledPartition driven = await HandledPartition.StartBatchesAsync(
            async (events, context, token) =>
            {
                _calls.Add(Text(events));
                if (_calls.Count == 1)
                {
                    context.MarkProcessed(events[0]);
                    await Task.Delay(Timeout.InfiniteTimeSpan, token);
                }
            },
            options => options.HandlerPipeline = pipeline);
        await driven.DeliverAsync(Events.Range(0, 3));
        _calls.ShouldBe(["0 1 2", "1 2"]);
    }

    private static string Text(IEnumerable<EventData> events) => string.Join(' ', events.Select(eventData => eventData.SequenceNumber));

    private Task<HandledPartition> StartAsync(Func<IReadOnlyList<EventData>, ProcessingContext, Task> handle, Action<EventHubsProcessorOptions>? configure = null) =>
        HandledPartition.StartBatchesAsync(
            (events, context, _) =>
            {
                _calls.Add(Text(events));
                return handle(events, context);
            },
            configure);
}
