using System.Security.Authentication;
using System.Net.Sockets;
using Azure;
using Azure.Identity;
using Azure.Storage.Blobs.Models;
using Checkpointing.Resilience;

namespace Checkpointing.Blob;

/// <summary>
/// What the service's answers mean to a store. Codes: https://learn.microsoft.com/rest/api/storageservices/blob-service-error-codes.
/// </summary>
internal static class BlobErrors
{
    /// <summary>The blob is not there, while its container is.</summary>
    public static bool IsMissingBlob(RequestFailedException exception) => exception.Status == 404 && exception.ErrorCode == BlobErrorCode.BlobNotFound;

    /// <summary>The condition of a write did not hold.</summary>
    public static bool IsRefusal(RequestFailedException exception) =>
        IsMissingBlob(exception)
        || (exception.Status == 409 && exception.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        || (exception.Status == 412 && (exception.ErrorCode is null || exception.ErrorCode == BlobErrorCode.ConditionNotMet));

    /// <summary>What an exception means, or null if it is none of the driver's.</summary>
    public static StoreFault? Classify(Exception exception) => exception switch
    {
        RequestFailedException failed => Classify(failed),
        AggregateException { InnerExceptions: [.., Exception last] } attempts => Classify(last) is { } fault
            ? fault with { MayHaveBeenApplied = attempts.InnerExceptions.Any(attempt => Classify(attempt) is { MayHaveBeenApplied: true }) }
            : null,
        OperationCanceledException => new StoreFault(
            "the client gave up waiting for the blob service. Raise its Retry.NetworkTimeout above the store's limit for one attempt.",
            IsTransient: true,
            MayHaveBeenApplied: true),
        AuthenticationFailedException => new StoreFault(
            "no access token could be had. Look at the inner exception: it tells which credential was tried.", IsTransient: false, MayHaveBeenApplied: false),
        // A bare SocketException escapes HttpClient when the other end resets a connection that has just been made.
        IOException or SocketException => new StoreFault(
            "the connection to the blob service broke in the middle of an answer.", IsTransient: true, MayHaveBeenApplied: true),
        _ => null,
    };

    private static StoreFault Classify(RequestFailedException exception) => exception switch
    {
        { Status: 0 } when IsOfTls(exception) => new StoreFault(
            "no secure connection to the blob service could be made. Look at its certificate, and at the inner exception for what is wrong with it.",
            IsTransient: false,
            MayHaveBeenApplied: false),
        { Status: 0 } => new StoreFault(
            "the blob service could not be reached, or the connection broke. Look at the network, the account's name and its firewall.",
            IsTransient: true,
            MayHaveBeenApplied: true),
        { Status: 401 or 403 } => new StoreFault(
            $"the blob service refused the credentials ({exception.ErrorCode}). The identity needs the role 'Storage Blob Data Contributor' "
            + "on the container, or the shared access signature the permissions rwdl.",
            IsTransient: false,
            MayHaveBeenApplied: false),
        { Status: 404 } when exception.ErrorCode == BlobErrorCode.ContainerNotFound => new StoreFault(
            "the blob container does not exist. Create it, or call ProvisionAsync once.", IsTransient: false, MayHaveBeenApplied: false),
        { Status: 409 } when exception.ErrorCode == BlobErrorCode.ContainerBeingDeleted => new StoreFault(
            "the blob container is being deleted.", IsTransient: true, MayHaveBeenApplied: false),
        { Status: 400, ErrorCode: null } => new StoreFault(
            "the request did not reach the blob service whole.", IsTransient: true, MayHaveBeenApplied: false),
        { Status: 408 or 500 or 502 or 504 } => new StoreFault(
            $"the blob service answered {exception.Status} ({exception.ErrorCode}).", IsTransient: true, MayHaveBeenApplied: true),
        { Status: 429 or 503 } => new StoreFault(
            $"the blob service is busy ({exception.Status}, {exception.ErrorCode}).", IsTransient: true, MayHaveBeenApplied: true),
        _ => new StoreFault($"the blob service answered {exception.Status} ({exception.ErrorCode}).", IsTransient: false, MayHaveBeenApplied: false),
    };

    private static bool IsOfTls(Exception? exception) => exception is AuthenticationException || (exception is not null && IsOfTls(exception.InnerException));
}
