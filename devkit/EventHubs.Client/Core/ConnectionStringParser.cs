namespace Azure.Messaging.EventHubs.Core;

/// <summary>Takes connection strings apart.</summary>
internal static class ConnectionStringParser
{
    public static EventHubsConnectionStringProperties Parse(string connectionString)
    {
        ArgumentException.ThrowIfNullOrEmpty(connectionString);
        var properties = new EventHubsConnectionStringProperties();
        foreach (var part in connectionString.Trim().Trim(';').Split(';'))
        {
            var separator = part.IndexOf('=', StringComparison.Ordinal);
            var name = separator < 0 ? string.Empty : part[..separator].Trim();
            var value = separator < 0 ? string.Empty : part[(separator + 1)..].Trim();
            if (name.Length == 0 || value.Length == 0)
            {
                // The part itself could be a secret: it is not repeated.
                throw new FormatException("The connection string is not well-formed: every part must have the form 'name=value', with parts separated by ';'.");
            }

            Assign(properties, name, value);
        }

        return properties;
    }

    private static void Assign(EventHubsConnectionStringProperties properties, string name, string value)
    {
        if (Is(name, "Endpoint"))
        {
            properties.Endpoint = ParseEndpoint(value);
        }
        else if (Is(name, "EntityPath"))
        {
            properties.EventHubName = value;
        }
        else if (Is(name, "SharedAccessKeyName"))
        {
            properties.SharedAccessKeyName = value;
        }
        else if (Is(name, "SharedAccessKey"))
        {
            properties.SharedAccessKey = value;
        }
        else if (Is(name, "SharedAccessSignature"))
        {
            properties.SharedAccessSignature = value;
        }
        else if (Is(name, "UseDevelopmentEmulator"))
        {
            properties.UseDevelopmentEmulator = bool.TryParse(value, out var emulator) && emulator;
        }
    }

    private static Uri ParseEndpoint(string value)
    {
        // Without a scheme "host:port" would be read as a scheme "host" and a path "port".
        var text = value.Contains("://", StringComparison.Ordinal) ? value : "sb://" + value;
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || Uri.CheckHostName(uri.Host) == UriHostNameType.Unknown)
        {
            throw new FormatException("The connection string is not well-formed: its endpoint must be an address such as 'sb://yournamespace.servicebus.windows.net/'.");
        }

        return new UriBuilder("sb", uri.Host, uri.IsDefaultPort ? -1 : uri.Port).Uri;
    }

    private static bool Is(string name, string expected) => string.Equals(name, expected, StringComparison.OrdinalIgnoreCase);
}
