using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Checkpointing.Cosmos;
using Checkpointing.Memory;
using Checkpointing.Processor;
using Checkpointing.Processor.Handling;
using Checkpointing.Processor.Hosting;
using Checkpointing.Tests.Services;
using Microsoft.Extensions.Logging;

namespace Repository.Tests;

/// <summary>docs/telemetry.md and the code tell the same. Tags and spans, which only a run can tell, are compared by Processor.Tests.</summary>
public sealed partial class TelemetryDocumentTests
{
    private static readonly string Document = File.ReadAllText(RepositoryRoot.Combine("docs", "telemetry.md"));

    [Fact]
    public void Every_instrument_is_a_row_of_the_table_and_every_row_is_an_instrument()
    {
        using var meters = new MeterRecorder();
        EventHubsProcessor.Create(new InMemoryCheckpointStore(), new NoHandler(), new EventHubsProcessorOptions { ConnectionString = Connection }, meterFactory: meters);

        string[] code = [.. meters.Instruments.Concat(InstrumentsOfCosmos()).Select(instrument =>
            $"{instrument.Name} | {TypeOf(instrument)} | {instrument.Unit} | {instrument.Description}")];
        string[] table = [.. MetricRow().Matches(Document).Select(row =>
            $"{row.Groups["name"].Value} | {row.Groups["type"].Value} | {row.Groups["unit"].Value} | {row.Groups["meaning"].Value}")];

        code.Length.ShouldBeGreaterThan(15);
        table.ShouldBe(code, ignoreOrder: true, customMessage: "docs/telemetry.md, section Metrics");
    }

    [Fact]
    public void Every_log_message_is_a_row_of_the_table_under_its_id_and_every_row_is_a_message()
    {
        string[] code = [.. LogMessages().Select(message => $"| {message.EventId} | {message.Level} | {message.Message} |")];
        string[] table = [.. LogRow().Matches(Document).Select(row => row.Value)];

        code.Length.ShouldBeGreaterThan(25);
        code.Except(table).ShouldBeEmpty("these rows are missing in docs/telemetry.md, or an id was given to another message");
        table.Except(code).ShouldBeEmpty("docs/telemetry.md has messages that no code has any more");
        table.ShouldBe([.. table.OrderBy(row => int.Parse(LogRow().Match(row).Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture))]);
    }

    [Fact]
    public void No_id_stands_for_two_messages() => LogMessages().Select(message => message.EventId).ShouldBeUnique();

    private static string Connection => "Endpoint=sb://test.servicebus.windows.net;SharedAccessKeyName=k;SharedAccessKey=c2VjcmV0;EntityPath=orders";

    private static IEnumerable<LoggerMessageAttribute> LogMessages() => Sources.Find("src", ".csproj")
        .Select(project => Assembly.Load(AssemblyOf(project)))
        .SelectMany(assembly => assembly.GetTypes())
        .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
        .OfType<LoggerMessageAttribute>()
        .OrderBy(message => message.EventId);

    private static string AssemblyOf(string project) => Path.GetFileNameWithoutExtension(project);

    /// <summary>The meter of a backend is the process's, and there once its class is used.</summary>
    private static List<Instrument> InstrumentsOfCosmos()
    {
        List<Instrument> found = [];
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == CosmosCheckpointStore.MeterName)
                {
                    found.Add(instrument);
                }
            },
        };
        listener.Start();
        RuntimeHelpers.RunClassConstructor(typeof(CosmosCheckpointStore).Assembly.GetType("Checkpointing.Cosmos.CosmosMetrics", throwOnError: true)!.TypeHandle);
        return found;
    }

    private static string TypeOf(Instrument instrument) => instrument.GetType().Name switch
    {
        "Counter`1" or "ObservableCounter`1" => "counter",
        "UpDownCounter`1" or "ObservableUpDownCounter`1" => "up-down counter",
        "Gauge`1" or "ObservableGauge`1" => "gauge",
        "Histogram`1" => "histogram",
        var other => other,
    };

    [GeneratedRegex(@"^\| `(?<name>[\w.]+)` \| (?<type>[\w -]+) \| `(?<unit>[^`]+)` \| [^|]*\| (?<meaning>[^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex MetricRow();

    [GeneratedRegex(@"^\| (?<id>\d+) \| \w+ \| .+ \|$", RegexOptions.Multiline)]
    private static partial Regex LogRow();

    private sealed class NoHandler : IEventHandler
    {
        public Task HandleAsync(Azure.Messaging.EventHubs.EventData eventData, ProcessingContext context, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
