using System.Net.Sockets;
using System.Security.Authentication;
using Checkpointing.Resilience;
using StackExchange.Redis;

namespace Checkpointing.Redis;

/// <summary>
/// What the client's exceptions mean to a store. The server's error codes are the first words of its messages:
/// https://github.com/redis/redis/blob/7.0/src/server.c, function createSharedObjects.
/// </summary>
internal static class RedisErrors
{
    private const string Unauthenticated =
        "the server refused the credentials. Set 'password=…' in the connection string; a user name needs a newer client, given as the program's own connection.";

    private const string Untrusted =
        "the server's TLS certificate was not accepted: unknown issuer, another host name, or no TLS at that port. See 'ssl=true,sslHost=…', or give a connection of your own that trusts it.";

    private const string Forbidden = "the server's access rules (ACL) do not allow it; docs/backends/redis.md lists what the store needs.";

    private const string WrongType = "a key of the store's name holds something that is no hash. Remove it, or choose another KeyPrefix.";

    /// <summary>How servers before Redis 7 begin to tell of a command that failed within a script.</summary>
    private const string WithinScript = "ERR Error running script";

    /// <summary>Whether the server does not know a script: it was restarted, or its scripts were flushed. Nothing was done.</summary>
    public static bool IsUnknownScript(RedisServerException exception) => exception.Message.StartsWith("NOSCRIPT", StringComparison.Ordinal);

    /// <summary>Whether the client's idea of which server takes changes may be out of date.</summary>
    public static bool IsWrongServer(Exception exception) => exception switch
    {
        RedisServerException server => Code(server.Message) == "READONLY",
        RedisConnectionException connection => connection.FailureType is ConnectionFailureType.UnableToResolvePhysicalConnection,
        RedisCommandException command => command.Message.Contains("slave", StringComparison.Ordinal) || command.Message.Contains("replica", StringComparison.Ordinal),
        _ => false,
    };

    /// <summary>What an exception means, or null if it is none of the client's.</summary>
    public static StoreFault? Classify(Exception exception) => exception switch
    {
        RedisReplicasException replicas => new StoreFault(replicas.Message, IsTransient: true, MayHaveBeenApplied: true),
        RedisUnavailableException unavailable => Refused(unavailable.Message, unavailable.IsTransient),
        RedisServerException server => Classify(server.Message),
        RedisConnectionException connection => Classify(connection),
        RedisCommandException command => Refused(
            $"the client does not send the request: {command.Message}", IsWrongServer(command)),
        RedisTimeoutException => new StoreFault("the server gave no answer in time.", IsTransient: true, MayHaveBeenApplied: true),
        TimeoutException or SocketException or IOException => Refused("the server cannot be reached.", isTransient: true),
        _ => null,
    };

    private static StoreFault Classify(RedisConnectionException exception)
    {
        if (IsUntrusted(exception))
        {
            return Refused(Untrusted, isTransient: false);
        }

        if (IsUnauthenticated(exception))
        {
            return Refused(Unauthenticated, isTransient: false);
        }

        return exception.FailureType is ConnectionFailureType.UnableToResolvePhysicalConnection or ConnectionFailureType.UnableToConnect
            or ConnectionFailureType.Loading
            ? Refused("there is no connection to the server that holds the keys, or not yet again.", isTransient: true)
            : new StoreFault("the connection to the server broke before the answer came.", IsTransient: true, MayHaveBeenApplied: true);
    }

    private static StoreFault Classify(string message) => Code(message) switch
    {
        "LOADING" => Refused("the server is still loading its data.", isTransient: true),
        "READONLY" => Refused("the server is a replica and takes no writes; a failover is under way or the address is a replica's.", isTransient: true),
        "MASTERDOWN" or "NOREPLICAS" => Refused("the server has no link to its primary, or to enough replicas.", isTransient: true),
        "CLUSTERDOWN" or "TRYAGAIN" or "MOVED" or "ASK" or "Endpoint" => Refused("the cluster is moving slots or lacks some.", isTransient: true),
        "BUSY" or "UNKILLABLE" => Refused("a script of somebody else keeps the server busy.", isTransient: true),
        "MISCONF" => Refused("the server cannot write to its disk and therefore takes no changes.", isTransient: true),
        "OOM" => Refused("the server's memory is used up (maxmemory). Raise it, or remove other keys.", isTransient: true),
        "NOAUTH" or "WRONGPASS" => Refused(Unauthenticated, isTransient: false),
        "NOPERM" => Refused(Forbidden, isTransient: false),
        "WRONGTYPE" => Refused(WrongType, isTransient: false),

        // Errors of commands within a script come in the script's own words.
        _ when message.Contains("The user executing the script can't", StringComparison.Ordinal) => Refused(Forbidden, isTransient: false),
        _ when message.Contains("WRONGTYPE", StringComparison.Ordinal) => Refused(WrongType, isTransient: false),

        // What a script wrote before it failed stays.
        _ => new StoreFault($"the server refused: {message}", IsTransient: false, MayHaveBeenApplied: true),
    };

    /// <remarks>
    /// The first word; before Redis 7 that of a command within a script stands behind its place: <c>… @user_script: 24: -READONLY You can't …</c>.
    /// </remarks>
    private static string Code(string message)
    {
        const string PlaceEnds = ": -";
        int place = message.StartsWith(WithinScript, StringComparison.Ordinal) ? message.IndexOf(PlaceEnds, StringComparison.Ordinal) : -1;
        return (place < 0 ? message : message[(place + PlaceEnds.Length)..]).Split(' ', 2)[0];
    }

    private static bool IsUntrusted(Exception? exception) => exception switch
    {
        null => false,
        AuthenticationException => true,
        AggregateException several => several.InnerExceptions.Any(IsUntrusted),
        _ => IsUntrusted(exception.InnerException),
    };

    private static bool IsUnauthenticated(Exception? exception) => exception switch
    {
        null => false,
        RedisConnectionException { FailureType: ConnectionFailureType.AuthenticationFailure } => true,
        AggregateException several => several.InnerExceptions.Any(IsUnauthenticated),
        _ => exception.Message.Contains("NOAUTH", StringComparison.Ordinal) || exception.Message.Contains("WRONGPASS", StringComparison.Ordinal)
            || IsUnauthenticated(exception.InnerException),
    };

    private static StoreFault Refused(string message, bool isTransient) => new(message, isTransient, MayHaveBeenApplied: false);
}
