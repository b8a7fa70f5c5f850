namespace Azure.Messaging.EventHubs.Primitives;

/// <summary>Carries an exception of a batch handler past the code that retries failures of the service.</summary>
internal sealed class DeveloperCodeException : Exception
{
    public DeveloperCodeException(Exception cause)
        : base(cause.Message, cause)
    {
    }
}
