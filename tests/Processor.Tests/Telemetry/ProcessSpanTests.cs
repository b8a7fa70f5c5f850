using System.Diagnostics;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Handling;
using Checkpointing.Telemetry;
using Checkpointing.Tests.Services;
using Processor.Tests.Driven;
using Processor.Tests.Support;

namespace Processor.Tests.Telemetry;

public sealed class ProcessSpanTests : IDisposable
{
    private const string Parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private const string Other = "00-1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331-01";

    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly SpanRecorder _spans;
    private readonly DrivenProcessor _driven;

    public ProcessSpanTests()
    {
        _spans = new SpanRecorder(CheckpointStoreTelemetry.ActivitySourceName, "checkpointing.processor.name", _name);
        _driven = new DrivenProcessor(configure: options => options.Name = _name);
    }

    private Activity[] Processing => [.. _spans.Ended.Where(span => span.Kind == ActivityKind.Consumer)];

    public void Dispose() => _spans.Dispose();

    [Fact]
    public async Task A_batch_is_a_span_that_is_linked_to_the_producers_of_its_events()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        Activity? within = null;
        _driven.Processor.Handler = (_, _, _) =>
        {
            within = Activity.Current;
            return Task.CompletedTask;
        };

        await _driven.Processor.DeliverAsync(partition, [With("Diagnostic-Id", Parent), Events.At(1), With("traceparent", Other), With("Diagnostic-Id", "nonsense")]);

        Activity span = Processing.ShouldHaveSingleItem();
        within.ShouldBeSameAs(span);
        span.DisplayName.ShouldBe("process orders");
        span.Links.Select(link => $"{link.Context.TraceId}-{link.Context.SpanId}").ShouldBe(
            ["0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331", "1bf7651916cd43dd8448eb211c80319c-c7ad6b7169203331"]);
        span.GetTagItem("messaging.batch.message_count").ShouldBe(4);
        span.GetTagItem("messaging.destination.partition.id").ShouldBe("0");
        span.GetTagItem("messaging.system").ShouldBe("eventhubs");
        span.Status.ShouldBe(ActivityStatusCode.Unset);
        Activity.Current.ShouldBeNull();
    }

    [Fact]
    public async Task A_failure_of_the_handler_is_one_of_the_span()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        _driven.Processor.Handler = (_, _, _) => throw new FormatException("not an order");

        await Should.ThrowAsync<FormatException>(() => _driven.Processor.DeliverAsync(partition, [Events.At(0)]));

        Activity span = Processing.ShouldHaveSingleItem();
        span.Status.ShouldBe(ActivityStatusCode.Error);
        span.GetTagItem("error.type").ShouldBe("System.FormatException");
        span.Events.ShouldHaveSingleItem().Name.ShouldBe("exception");
    }

    [Fact]
    public async Task A_handler_of_single_events_has_a_span_for_each_which_do_not_contain_each_other()
    {
        var dispatcher = Dispatchers.WithoutRetries(new SpanHandler());
        (TestPartition partition, _) = await _driven.StartAsync("0");
        _driven.Processor.Handler = (events, context, token) => dispatcher.DispatchAsync(events, context, token);

        await _driven.Processor.DeliverAsync(partition, [With("traceparent", Parent), Events.At(1)]);

        Activity[] spans = [.. Processing.Where(span => span.GetTagItem("messaging.batch.message_count") is null)];
        spans.Length.ShouldBe(2);
        spans.Select(span => span.GetTagItem("checkpointing.sequence_number")).ShouldBe([0L, 1L]);
        spans[0].Links.ShouldHaveSingleItem();
        spans[1].Links.ShouldBeEmpty();
        spans.Select(span => span.ParentId).Distinct().ShouldHaveSingleItem("neither is within the other");
    }

    [Fact]
    public async Task The_claim_and_the_checkpoint_are_spans_of_their_own()
    {
        (TestPartition partition, _) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, [Events.At(0)]);
        await Eventually.UntilAsync(() => _spans.Ended.Any(span => span.DisplayName == "checkpoint orders"), "the checkpoint");
        _spans.Ended.Where(span => span.Kind == ActivityKind.Client).Select(span => (span.DisplayName, span.GetTagItem("outcome"))).ShouldBe(
            [("claim orders", "ok"), ("checkpoint orders", "ok")]);
    }

    [Fact]
    public void The_SDKs_own_spans_are_off_because_they_would_tell_the_same_twice() => _driven.Processor.IsTracedBySdk.ShouldBeFalse();

    private static EventData With(string property, string value)
    {
        EventData eventData = Events.At(property == "traceparent" && value == Parent ? 0 : 2);
        eventData.Properties[property] = value;
        return eventData;
    }

    private sealed class SpanHandler : IEventHandler
    {
        public Task HandleAsync(EventData eventData, ProcessingContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
