namespace Azure.Messaging.EventHubs;

public partial class EventHubsException
{
    /// <summary>Why an operation failed.</summary>
    public enum FailureReason
    {
        /// <summary>None of the others.</summary>
        GeneralError = 0,

        /// <summary>The client was closed, and cannot be used any more.</summary>
        ClientClosed = 1,

        /// <summary>Another reader of the partition has taken precedence.</summary>
        ConsumerDisconnected = 2,

        /// <summary>The hub, consumer group or partition does not exist.</summary>
        ResourceNotFound = 3,

        /// <summary>A message, or a batch of them, is larger than the service accepts.</summary>
        MessageSizeExceeded = 4,

        /// <summary>A limit of the resource is reached, such as the number of readers.</summary>
        QuotaExceeded = 5,

        /// <summary>The service asks for patience.</summary>
        ServiceBusy = 6,

        /// <summary>The service did not answer in time.</summary>
        ServiceTimeout = 7,

        /// <summary>The conversation with the service failed.</summary>
        ServiceCommunicationProblem = 8,

        /// <summary>Another producer of the partition has taken precedence.</summary>
        ProducerDisconnected = 9,

        /// <summary>The client is in a state that it cannot recover from.</summary>
        InvalidClientState = 10,
    }
}
