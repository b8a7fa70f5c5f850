using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Checkpointing.Cosmos.Tests;

public sealed class CosmosMetricsTests(CosmosFixture fixture) : CosmosTest(fixture)
{
    [Fact]
    public async Task Every_request_tells_what_it_cost_also_a_refused_one()
    {
        ConcurrentQueue<(string Operation, string Status, double Charge)> charges = new();
        AsyncLocal<bool> isHere = new() { Value = true };
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == CosmosCheckpointStore.MeterName && instrument.Name == CosmosCheckpointStore.RequestChargeName)
                {
                    own.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, charge, tags, _) =>
        {
            // Other tests measure at the same time.
            if (isHere.Value)
            {
                charges.Enqueue(((string)tags[0].Value!, (string)tags[1].Value!, charge));
                (tags[0].Key, tags[1].Key).ShouldBe(("operation", "status"));
            }
        });
        listener.Start();

        PartitionOwnership held = await WinAsync(Store, "me");
        Faults.Once(Fault.Throttled, _ => true);
        await WriteAsync(Store, 5, held.Epoch);
        await WriteAsync(Store, 5, held.Epoch);

        charges.Select(charge => (charge.Operation, charge.Status)).ShouldBe(
        [
            ("ClaimOwnership", "201"),
            ("WriteCheckpoints", "429"),
            ("WriteCheckpoints", "200"),
            ("WriteCheckpoints", "412"),
            ("WriteCheckpoints", "200"),
        ]);
        charges.ShouldAllBe(charge => charge.Charge > 0);
        charges.ElementAt(1).Charge.ShouldBe(double.Parse(FaultyTransport.ThrottledCharge, System.Globalization.CultureInfo.InvariantCulture));
    }
}
