using System.Diagnostics;
using Checkpointing.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Observability;

/// <summary>What is exported, and where to: an OTLP receiver over HTTP, such as a collector, at <c>Otlp:Endpoint</c>.</summary>
internal static class Export
{
    private const string DefaultEndpoint = "http://localhost:4318";

    public static MeterProvider Metrics(IConfiguration configuration) => Sdk.CreateMeterProviderBuilder()
        .ConfigureResource(resource => resource.AddService("orders-consumer"))
        .AddMeter(CheckpointStoreTelemetry.MeterName, $"{CheckpointStoreTelemetry.MeterName}.*")
        .AddOtlpExporter((exporter, reader) =>
        {
            To(exporter, configuration, "metrics");
            reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = 1000;
        })
        .Build();

    public static TracerProvider Traces(IConfiguration configuration) => Sdk.CreateTracerProviderBuilder()
        .ConfigureResource(resource => resource.AddService("orders-consumer"))
        .AddSource(CheckpointStoreTelemetry.ActivitySourceName)
        .AddOtlpExporter(exporter => To(exporter, configuration, "traces"))
        .Build();

    /// <summary>What a producer's SDK puts into each event when it traces.</summary>
    public static string NewTrace() => $"00-{ActivityTraceId.CreateRandom()}-{ActivitySpanId.CreateRandom()}-01";

    private static void To(OtlpExporterOptions exporter, IConfiguration configuration, string signal)
    {
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.Endpoint = new Uri($"{(configuration["Otlp:Endpoint"] ?? DefaultEndpoint).TrimEnd('/')}/v1/{signal}");
    }
}
