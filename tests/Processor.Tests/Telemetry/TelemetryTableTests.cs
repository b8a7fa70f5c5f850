using System.Text.RegularExpressions;
using Azure.Messaging.EventHubs.Primitives;
using Azure.Messaging.EventHubs.Processor;
using Checkpointing;
using Checkpointing.Processor.Handling;
using Checkpointing.Telemetry;
using Checkpointing.Tests.Services;
using Processor.Tests.Driven;
using Processor.Tests.Support;

namespace Processor.Tests.Telemetry;

/// <summary>The tags of figures and the attributes of spans, as a run shows them, are those that docs/telemetry.md tells. Names, units and meanings are compared by Repository.Tests.</summary>
public sealed partial class TelemetryTableTests : IDisposable
{
    private static readonly string Document = File.ReadAllText(RepositoryRoot.Combine("docs", "telemetry.md"));
    private static readonly string[] Common =
        ["server.address", "messaging.destination.name", "messaging.consumer.group.name", "checkpointing.processor.name"];

    private readonly string _name = Guid.NewGuid().ToString("N");
    private readonly MeterRecorder _meters = new();
    private readonly SpanRecorder _spans;
    private readonly DrivenProcessor _driven;

    public TelemetryTableTests()
    {
        _spans = new SpanRecorder(CheckpointStoreTelemetry.ActivitySourceName, "checkpointing.processor.name", _name);
        _driven = new DrivenProcessor(configure: options =>
        {
            options.MeterFactory = _meters;
            options.Name = _name;
        });
    }

    public void Dispose()
    {
        _meters.Dispose();
        _spans.Dispose();
    }

    [Fact]
    public async Task Every_figure_carries_the_tags_that_the_table_tells_and_every_span_its_attributes()
    {
        await DoEverythingAsync();

        Dictionary<string, string[]> figures = _meters.All.GroupBy(measured => measured.Instrument).ToDictionary(
            group => group.Key, group => Sorted(group.SelectMany(measured => measured.Tags.Keys)));
        Dictionary<string, string[]> documented = MetricRow().Matches(Document)
            .Where(row => row.Groups["name"].Value != "checkpointing.cosmos.request_charge")
            .ToDictionary(row => row.Groups["name"].Value, row => Sorted(Tags(row.Groups["tags"].Value).Concat(Common)));
        figures.Keys.ShouldBe(documented.Keys, ignoreOrder: true);
        foreach ((string instrument, string[] tags) in documented)
        {
            figures[instrument].ShouldBe(tags, instrument);
        }

        Dictionary<(string, string), string[]> spans = _spans.Ended.GroupBy(span => (span.DisplayName.Replace("orders", "{hub}", StringComparison.Ordinal), span.Kind.ToString()))
            .ToDictionary(group => group.Key, group => Sorted(group.SelectMany(span => span.TagObjects.Select(tag => tag.Key))));
        Dictionary<(string, string), string[]> documentedSpans = SpanRow().Matches(Document).ToDictionary(
            row => (row.Groups["name"].Value, row.Groups["kind"].Value), row => Sorted(Tags(row.Groups["tags"].Value).Concat(Common)));
        spans.Keys.ShouldBe(documentedSpans.Keys, ignoreOrder: true);
        foreach (((string, string) span, string[] attributes) in documentedSpans)
        {
            spans[span].ShouldBe(attributes, span.ToString());
        }
    }

    /// <summary>A life of a processor in which everything happens that has a figure or a span.</summary>
    private async Task DoEverythingAsync()
    {
        var dispatcher = Dispatchers.WithoutRetries(new PickyHandler());
        (TestPartition partition, EventProcessorPartitionOwnership record) = await _driven.StartAsync("0");
        await _driven.Processor.DeliverAsync(partition, Events.Range(0, 3));
        await Eventually.UntilAsync(() => _driven.Processor.GetStatus().Partitions[0].CheckpointSequenceNumber == 2, "the checkpoint");
        _driven.Processor.Handler = (events, context, token) => dispatcher.DispatchAsync(events, context, token);
        await Should.ThrowAsync<FormatException>(() => _driven.Processor.DeliverAsync(partition, Events.Range(3, 2)));
        _driven.Processor.Figures.Partitions[0].Retried();
        _driven.Processor.Figures.Partitions[0].Skipped();
        _driven.Processor.Figures.Partitions[0].DeadLettered();
        _driven.Processor.Figures.OutageBegan();
        await _driven.Processor.ListAsync();
        _meters.Collect();
        await _driven.Processor.StopPartitionAsync(partition, ProcessingStoppedReason.Shutdown);
        await _driven.Processor.RelinquishAsync(record);
        foreach (StoreOperation operation in new[] { StoreOperation.WriteCheckpoints, StoreOperation.ClaimOwnership })
        {
            _driven.Processor.Figures.StoreCalls.Begin(operation, TestProcessor.TheGroup).Fail(1, ControlledStore.Fault(operation), default);
        }

        var requests = CheckpointStoreTelemetry.Measure(_driven.Memory, _driven.Memory, _driven.Processor.Figures.StoreCalls)
            .ShouldBeAssignableTo<IOwnershipRequestStore>()!;
        await requests.RequestOwnershipAsync(TestProcessor.TheGroup, [new OwnershipRequest("0", "me", "other")], default);
        _driven.Processor.Figures.StoreCalls.Begin(StoreOperation.RequestOwnership, TestProcessor.TheGroup)
            .Fail(1, ControlledStore.Fault(StoreOperation.RequestOwnership), default);
    }

    private static IEnumerable<string> Tags(string column) => column.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(tag => tag == "partition" ? "messaging.destination.partition.id" : tag.Trim('`'));

    private static string[] Sorted(IEnumerable<string> tags) => [.. tags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    [GeneratedRegex(@"^\| `(?<name>[\w.]+)` \| [\w -]+ \| `[^`]+` \| (?<tags>[^|]*)\| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex MetricRow();

    [GeneratedRegex(@"^\| `(?<name>\w+ \{hub\})` \| (?<kind>\w+) \| (?<tags>[^|]*)\| [^|]+ \|$", RegexOptions.Multiline)]
    private static partial Regex SpanRow();

    private sealed class PickyHandler : IEventHandler
    {
        public Task HandleAsync(Azure.Messaging.EventHubs.EventData eventData, ProcessingContext context, CancellationToken cancellationToken) =>
            eventData.SequenceNumber == 4 ? throw new FormatException("not an order") : Task.CompletedTask;
    }
}
