using System.Globalization;
using System.Text;

namespace Azure.Messaging.EventHubs;

/// <summary>A failure of an Event Hubs operation, with its reason and whether trying again makes sense.</summary>
public partial class EventHubsException : Exception
{
    internal const string TroubleshootingText =
        "For troubleshooting information, see https://aka.ms/azsdk/net/eventhubs/exceptions/troubleshoot";

    /// <summary>Makes a failure without a message or reason.</summary>
    public EventHubsException(bool isTransient, string eventHubName)
        : this(isTransient, eventHubName, null, FailureReason.GeneralError, null)
    {
    }

    /// <summary>Makes a failure with a reason.</summary>
    public EventHubsException(bool isTransient, string eventHubName, FailureReason reason)
        : this(isTransient, eventHubName, null, reason, null)
    {
    }

    /// <summary>Makes a failure with a message.</summary>
    public EventHubsException(bool isTransient, string eventHubName, string message)
        : this(isTransient, eventHubName, message, FailureReason.GeneralError, null)
    {
    }

    /// <summary>Makes a failure with a message and a cause.</summary>
    public EventHubsException(bool isTransient, string eventHubName, string message, Exception innerException)
        : this(isTransient, eventHubName, message, FailureReason.GeneralError, innerException)
    {
    }

    /// <summary>Makes a failure with a message and a reason.</summary>
    public EventHubsException(bool isTransient, string eventHubName, string message, FailureReason reason)
        : this(isTransient, eventHubName, message, reason, null)
    {
    }

    /// <summary>Makes a failure with a message and a reason, from which it is concluded whether the failure is transient.</summary>
    public EventHubsException(string eventHubName, string message, FailureReason reason)
        : this(IsTransientReason(reason), eventHubName, message, reason, null)
    {
    }

    /// <summary>Makes a failure with everything.</summary>
    public EventHubsException(bool isTransient, string eventHubName, string message, FailureReason reason, Exception innerException)
        : base(message, innerException)
    {
        IsTransient = isTransient;
        EventHubName = eventHubName;
        Reason = reason;
    }

    /// <summary>Whether another attempt can succeed.</summary>
    public bool IsTransient { get; }

    /// <summary>Why the operation failed.</summary>
    public FailureReason Reason { get; }

    /// <summary>The hub that the operation was about, or <see langword="null"/>.</summary>
    public string EventHubName { get; }

    /// <summary>The message, then the hub in parentheses where there is one, then where to read on.</summary>
    public override string Message => string.IsNullOrEmpty(EventHubName)
        ? string.Create(CultureInfo.InvariantCulture, $"{base.Message}. {TroubleshootingText}")
        : string.Create(CultureInfo.InvariantCulture, $"{base.Message} ({EventHubName}). {TroubleshootingText}");

    /// <summary>The type with the reason, the message, the causes and the stack.</summary>
    public override string ToString()
    {
        var text = new StringBuilder()
            .Append(typeof(EventHubsException).FullName).Append('(').Append(Reason).Append("): ").AppendLine(Message);
        if (InnerException is not null)
        {
            text.Append(InnerException).AppendLine();
        }

        return text.Append(StackTrace).ToString();
    }

    private static bool IsTransientReason(FailureReason reason) =>
        reason is FailureReason.ServiceCommunicationProblem or FailureReason.ServiceTimeout or FailureReason.ServiceBusy;
}
