using System.ComponentModel;
using Azure.Messaging.EventHubs.Core;

namespace Azure.Messaging.EventHubs;

/// <summary>The parts of a connection string.</summary>
public class EventHubsConnectionStringProperties
{
    /// <summary>Makes properties without values.</summary>
    public EventHubsConnectionStringProperties()
    {
    }

    /// <summary>The address of the namespace, always with the scheme <c>sb</c>, with a port only where one was given.</summary>
    public Uri Endpoint { get; internal set; }

    /// <summary>The hub (<c>EntityPath</c>).</summary>
    public string EventHubName { get; internal set; }

    /// <summary>The host of the namespace, without a port.</summary>
    public string FullyQualifiedNamespace => Endpoint?.Host;

    /// <summary>The secret of the shared key.</summary>
    public string SharedAccessKey { get; internal set; }

    /// <summary>The name of the shared key.</summary>
    public string SharedAccessKeyName { get; internal set; }

    /// <summary>A signature that was made elsewhere.</summary>
    public string SharedAccessSignature { get; internal set; }

    /// <summary>Whether the endpoint is an emulator, which is spoken to without TLS.</summary>
    internal bool UseDevelopmentEmulator { get; set; }

    /// <summary>Takes a connection string apart. Names are compared ignoring case; names that are not known are ignored.</summary>
    /// <exception cref="ArgumentException">The string is null or empty.</exception>
    /// <exception cref="FormatException">The string, or its endpoint, is not well-formed.</exception>
    public static EventHubsConnectionStringProperties Parse(string connectionString) =>
        ConnectionStringParser.Parse(connectionString);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override bool Equals(object obj) => base.Equals(obj);

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override int GetHashCode() => base.GetHashCode();

    /// <inheritdoc/>
    [EditorBrowsable(EditorBrowsableState.Never)]
    public override string ToString() => base.ToString();

    /// <summary>Checks that the parts are enough to connect with.</summary>
    /// <param name="explicitEventHubName">The hub that was given beside the connection string, or <see langword="null"/>.</param>
    /// <param name="argumentName">The argument to blame.</param>
    internal void Validate(string explicitEventHubName, string argumentName)
    {
        if (!string.IsNullOrEmpty(explicitEventHubName) && !string.IsNullOrEmpty(EventHubName)
            && !string.Equals(explicitEventHubName, EventHubName, StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException(
                "The Event Hub name was given twice, with different values: as an argument and as 'EntityPath' of the connection string. Give it in one place only.",
                argumentName);
        }

        var hasKey = !string.IsNullOrEmpty(SharedAccessKeyName) && !string.IsNullOrEmpty(SharedAccessKey);
        var hasSignature = !string.IsNullOrEmpty(SharedAccessSignature);
        if (hasSignature && (!string.IsNullOrEmpty(SharedAccessKeyName) || !string.IsNullOrEmpty(SharedAccessKey)))
        {
            throw new ArgumentException(
                "The connection string may carry either a shared access signature or a shared key, not both.", argumentName);
        }

        if (string.IsNullOrEmpty(FullyQualifiedNamespace)
            || (string.IsNullOrEmpty(explicitEventHubName) && string.IsNullOrEmpty(EventHubName))
            || !(hasKey || hasSignature))
        {
            throw new ArgumentException(
                "The connection string is incomplete. It needs an 'Endpoint', the Event Hub name (as 'EntityPath' or as an argument), and either "
                + "'SharedAccessKeyName' with 'SharedAccessKey' or 'SharedAccessSignature'.",
                argumentName);
        }
    }
}
