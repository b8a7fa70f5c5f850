using System.Globalization;
using System.Text.Json;
using Azure.Messaging.EventHubs;
using Checkpointing.Processor.Hosting;
using Checkpointing.Processor.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Checkpointing.AspNetCore;

/// <summary>Adds the endpoint that tells the lag.</summary>
public static class EventHubsLagEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Maps an endpoint that tells how many events the consumer groups of this application are behind, as JSON: <c>{"lag": 123, "partitions": [...]}</c>. KEDA's <c>metrics-api</c>
    /// scaler reads it with <c>valueLocation: lag</c>. What it gives is as old as <see cref="LagReader.CacheDuration"/> at most.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The path, such as <c>/lag</c>.</param>
    /// <param name="processor">The name of the processor whose group is told; empty for the one without a name, null for all of them together.</param>
    /// <returns>The endpoint, for what else it needs: it asks nobody who they are unless <c>RequireAuthorization</c> is called on it.</returns>
    /// <exception cref="InvalidOperationException">There is no such processor, or none at all.</exception>
    /// <remarks>
    /// While the store or the event hub does not answer, the endpoint answers 503: a scaler then keeps what it has. The groups are those of
    /// <see cref="EventHubsProcessorServiceCollectionExtensions.AddEventHubsLagReader"/> and of every processor that was added. To scale from zero the endpoint has to be
    /// in an application that is not scaled itself.
    /// </remarks>
    public static IEndpointConventionBuilder MapEventHubsLag(this IEndpointRouteBuilder endpoints, string pattern, string? processor = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        LagReader[] readers = [.. endpoints.ServiceProvider.GetServices<LagReader>().Where(reader => processor is null || reader.Name == processor)];
        if (readers.Length == 0)
        {
            string known = string.Join(", ", endpoints.ServiceProvider.GetServices<LagReader>().Select(reader => $"'{reader.Name}'"));
            throw new InvalidOperationException(
                $"There is no processor {(processor is null ? "whose lag could be told" : $"named '{processor}'")}. "
                + $"Add it with AddEventHubsProcessor or AddEventHubsLagReader. There are: {(known.Length == 0 ? "none" : known)}.");
        }

        return endpoints.MapGet(pattern, context => AnswerAsync(context, readers));
    }

    private static async Task AnswerAsync(HttpContext context, LagReader[] readers)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        try
        {
            GroupLag[] lags = await Task.WhenAll(readers.Select(reader => reader.ReadAsync(context.RequestAborted))).ConfigureAwait(false);
            LagPartition[] partitions = [.. lags.Zip(readers).SelectMany(pair => pair.First.Partitions.Select(partition => ToJson(pair.Second.Name, partition)))];
            var response = new LagResponse(lags.Sum(lag => lag.EventsBehind), lags.Min(lag => lag.ReadAt), partitions);
            await JsonSerializer.SerializeAsync(context.Response.Body, response, LagJson.Default.LagResponse, context.RequestAborted).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CheckpointStoreException or EventHubsException or TimeoutException)
        {
            // The reader has logged what it was; who asks here may be anybody.
            string error = exception is CheckpointStoreException ? "The checkpoint store does not answer." : "The event hub does not answer.";
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = LagReader.CacheDuration.TotalSeconds.ToString(CultureInfo.InvariantCulture);
            await JsonSerializer.SerializeAsync(context.Response.Body, new LagError(error), LagJson.Default.LagError, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static LagPartition ToJson(string processor, PartitionStatus partition) => new(
        processor.Length == 0 ? "default" : processor,
        partition.PartitionId,
        string.IsNullOrEmpty(partition.OwnerId) ? null : partition.OwnerId,
        partition.Epoch,
        partition.CheckpointSequenceNumber,
        partition.CheckpointOffset,
        partition.CheckpointedAt,
        partition.LastEnqueuedSequenceNumber,
        partition.EventsBehind ?? 0,
        partition.TimeBehind?.TotalSeconds,
        partition.UncheckpointedEvents);
}
