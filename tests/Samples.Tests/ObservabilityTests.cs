namespace Samples.Tests;

public sealed class ObservabilityTests
{
    [Fact]
    public async Task Metrics_and_spans_arrive_over_the_wire()
    {
        await using OtlpReceiver receiver = await OtlpReceiver.StartAsync();

        SampleProgram run = await SampleProgram.RunAsync(
            "Observability", "--Otlp:Endpoint", receiver.Endpoint, "--urls", "http://127.0.0.1:0", "--Events", "500");

        run.ExitCode.ShouldBe(0, run.Output + run.Errors);
        run.Figures()["processed"].ShouldBe("500");
        run.Figures()["exported"].ShouldBe("True");
        foreach (string metric in new[]
        {
            "messaging.client.consumed.messages", "messaging.process.duration", "checkpointing.events.processed", "checkpointing.checkpoint.writes",
            "checkpointing.checkpoint.delay", "checkpointing.store.duration", "checkpointing.ownership.changes", "checkpointing.partitions.owned",
        })
        {
            receiver.HasReceived("/v1/metrics", metric).ShouldBeTrue(metric);
        }

        foreach (string span in new[] { "process orders", "checkpoint orders", "claim orders", "orders-consumer" })
        {
            receiver.HasReceived("/v1/traces", span).ShouldBeTrue(span);
        }
    }
}
