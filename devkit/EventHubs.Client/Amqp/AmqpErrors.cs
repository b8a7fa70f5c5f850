#nullable enable
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text.RegularExpressions;
using Devkit.Amqp;
using Reason = Azure.Messaging.EventHubs.EventHubsException.FailureReason;

namespace Azure.Messaging.EventHubs.Amqp;

/// <summary>What failures of the conversation mean to a user of the library.</summary>
internal static partial class AmqpErrors
{
    /// <summary>The exception to throw for one that was caught.</summary>
    public static Exception Translate(Exception exception, string eventHubName) => exception switch
    {
        AmqpException { IsTransportLoss: true } lost => TransportLoss(lost, eventHubName),
        AmqpException amqp => FromCondition(amqp.Condition, amqp.Description, eventHubName, amqp),
        SocketException or IOException => TransportLoss(exception, eventHubName),
        TimeoutException => Timeout(eventHubName, exception),
        _ => exception,
    };

    public static EventHubsException Timeout(string eventHubName, Exception? cause = null) =>
        new(true, eventHubName, "The operation did not complete within the allocated time", Reason.ServiceTimeout, cause);

    public static bool IsStolen(AmqpException? end) => end?.Condition == ErrorCondition.Stolen;

    public static Exception FromCondition(string condition, string? description, string eventHubName, Exception? cause = null)
    {
        var text = string.IsNullOrEmpty(description) ? condition : description;
        var message = $"{text}. {EventHubsException.TroubleshootingText}";
        return condition switch
        {
            ErrorCondition.Stolen => Failure(false, Reason.ConsumerDisconnected),
            AmqpNames.ProducerEpochStolen => Failure(false, Reason.ProducerDisconnected),
            AmqpNames.OutOfOrderSequence => Failure(false, Reason.InvalidClientState),
            AmqpNames.TimeoutError => Failure(true, Reason.ServiceTimeout),
            AmqpNames.ServerBusy => Failure(true, Reason.ServiceBusy),
            AmqpNames.EntityDisabled => Failure(false, Reason.ResourceNotFound),
            AmqpNames.ArgumentError => new ArgumentException(message, cause),
            AmqpNames.ArgumentOutOfRange => new ArgumentOutOfRangeException(message, cause),
            ErrorCondition.UnauthorizedAccess => new UnauthorizedAccessException(message, cause),
            ErrorCondition.ResourceLimitExceeded => Failure(false, Reason.QuotaExceeded),
            ErrorCondition.IllegalState => Failure(true, Reason.ClientClosed),
            ErrorCondition.NotAllowed => new InvalidOperationException(message, cause),
            ErrorCondition.NotImplemented => new NotSupportedException(message, cause),
            ErrorCondition.NotFound when SaysThatTheEntityIsMissing(text) => Failure(false, Reason.ResourceNotFound),
            _ => Failure(true, Reason.ServiceCommunicationProblem),
        };

        EventHubsException Failure(bool isTransient, Reason reason) => new(isTransient, eventHubName, text, reason, cause);
    }

    /// <summary>The condition that a status code of <c>$management</c> stands for where the reply names none.</summary>
    public static string ConditionOfManagementStatus(int status) => status switch
    {
        400 => AmqpNames.ArgumentError,
        401 => ErrorCondition.UnauthorizedAccess,
        403 => ErrorCondition.ResourceLimitExceeded,
        404 => ErrorCondition.NotFound,
        408 => AmqpNames.TimeoutError,
        410 => ErrorCondition.Stolen,
        500 => ErrorCondition.InternalError,
        501 => ErrorCondition.NotImplemented,
        503 => AmqpNames.ServerBusy,
        _ => ErrorCondition.InternalError,
    };

    /// <summary>The condition that a status code of <c>$cbs</c> stands for.</summary>
    public static string ConditionOfCbsStatus(int status) => status switch
    {
        401 => ErrorCondition.UnauthorizedAccess,
        403 => ErrorCondition.TransferLimitExceeded,
        404 => ErrorCondition.NotFound,
        _ => ErrorCondition.InvalidField,
    };

    private static EventHubsException TransportLoss(Exception exception, string eventHubName)
    {
        // A name that does not resolve, a host without a way to it, or a certificate that is not trusted will be no better for trying again.
        var isTransient = !IsTerminal(exception);
        return new EventHubsException(isTransient, eventHubName, exception.Message, Reason.ServiceCommunicationProblem, exception);
    }

    private static bool IsTerminal(Exception? exception) => exception switch
    {
        null => false,
        SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.HostUnreachable or SocketError.NoData } or AuthenticationException => true,
        _ => IsTerminal(exception.InnerException),
    };

    private static bool SaysThatTheEntityIsMissing(string text) =>
        MissingEntity().IsMatch(text) || text.Contains("status-code: 404", StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex("The messaging entity .* could not be found", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    private static partial Regex MissingEntity();
}
