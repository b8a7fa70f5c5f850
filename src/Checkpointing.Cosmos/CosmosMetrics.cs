using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;

namespace Checkpointing.Cosmos;

/// <summary>The request units that each request cost, as the service charged them, refused and failed requests included.</summary>
internal static class CosmosMetrics
{
    private static readonly Meter Meter = new(CosmosCheckpointStore.MeterName);

    private static readonly Histogram<double> RequestCharge = Meter.CreateHistogram<double>(
        CosmosCheckpointStore.RequestChargeName, "{request_unit}", "What one request to Cosmos DB cost.");

    /// <summary>Notes what a request cost.</summary>
    public static void Charged(StoreOperation operation, HttpStatusCode status, double requestUnits) => RequestCharge.Record(
        requestUnits,
        new KeyValuePair<string, object?>("operation", operation.ToString()),
        new KeyValuePair<string, object?>("status", ((int)status).ToString(CultureInfo.InvariantCulture)));
}
