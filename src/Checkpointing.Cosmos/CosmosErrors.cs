using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.Json;
using Azure.Identity;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>What the service's answers mean to a store. Codes: https://learn.microsoft.com/rest/api/cosmos-db/http-status-codes-for-cosmosdb.</summary>
internal static class CosmosErrors
{
    /// <summary>Sub-status of 404: the container is missing, not the item.</summary>
    public const int ContainerMissing = 1003;

    /// <summary>Sub-status of 403: the region gave up writing, as during a failover.</summary>
    private const int WriteForbidden = 3;

    /// <summary>What an exception means, or null if it is none of the driver's.</summary>
    public static StoreFault? Classify(Exception exception) => exception switch
    {
        CosmosException failed => Classify(failed),
        AuthenticationFailedException => new StoreFault(
            "no access token could be had. Look at the inner exception: it tells which credential was tried.", IsTransient: false, MayHaveBeenApplied: false),
        HttpRequestException { InnerException: AuthenticationException } => new StoreFault(
            "the service's certificate was refused. Look at the address and at the machine's trusted roots; an emulator's certificate has to be trusted.",
            IsTransient: false,
            MayHaveBeenApplied: false),
        // A bare SocketException escapes HttpClient when the other end resets a connection that has just been made.
        HttpRequestException or IOException or SocketException => new StoreFault(
            "the service could not be reached, or the connection broke. Look at the network, the account's name and its firewall.",
            IsTransient: true,
            MayHaveBeenApplied: true),
        JsonException => new StoreFault(
            "the answer was no whole JSON, as if something in between had made it or cut it off.", IsTransient: true, MayHaveBeenApplied: true),
        _ => null,
    };

    private static StoreFault Classify(CosmosException exception) => (exception.StatusCode, exception.SubStatusCode) switch
    {
        (HttpStatusCode.TooManyRequests, _) => new StoreFault(
            "the service limits the rate (429): the container's throughput is used up. Raise it, or write checkpoints less often.",
            IsTransient: true,
            MayHaveBeenApplied: false) { RetryAfter = exception.RetryAfter },
        (HttpStatusCode.Unauthorized, _) or (HttpStatusCode.Forbidden, not WriteForbidden) => new StoreFault(
            $"the service refused the credentials ({Codes(exception)}). Look at the key, or give the identity the role that docs/backends/cosmos.md lists, "
            + "and look at the account's firewall.",
            IsTransient: false,
            MayHaveBeenApplied: false),
        (HttpStatusCode.NotFound, 0 or ContainerMissing) => new StoreFault(
            "the container does not exist. Call ProvisionAsync once, set ProvisionOnStart, or create it from the printed definition.",
            IsTransient: false,
            MayHaveBeenApplied: false),
        // Every answer of the service has an activity's id. Without one, something in between has answered a request that reached it cut off.
        (HttpStatusCode.BadRequest, _) when string.IsNullOrEmpty(exception.ActivityId) => Transient(exception),
        (HttpStatusCode.NotFound or HttpStatusCode.RequestTimeout or HttpStatusCode.Gone or HttpStatusCode.Forbidden, _) => Transient(exception),
        ((HttpStatusCode)449, _) => Transient(exception),
        ( >= HttpStatusCode.InternalServerError, _) => Transient(exception),
        _ => new StoreFault($"the service answered {Codes(exception)}.", IsTransient: false, MayHaveBeenApplied: false),
    };

    private static StoreFault Transient(CosmosException exception) =>
        new($"the service answered {Codes(exception)}.", IsTransient: true, MayHaveBeenApplied: true);

    private static string Codes(CosmosException exception) => FormattableString.Invariant($"{(int)exception.StatusCode}/{exception.SubStatusCode}");
}
