namespace Azure.Messaging.EventHubs.Core;

/// <summary>Checks of arguments that the base library has no helper for.</summary>
internal static class Argument
{
    public static TimeSpan NotNegative(TimeSpan value, string name) =>
        value >= TimeSpan.Zero
            ? value
            : throw new ArgumentOutOfRangeException(name, value, "A time span that is not negative is expected.");

    public static TimeSpan? NotNegative(TimeSpan? value, string name) =>
        value.HasValue ? NotNegative(value.Value, name) : null;

    public static long? NotNegative(long? value, string name)
    {
        if (value.HasValue)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value.Value, name);
        }

        return value;
    }

    public static T NotNull<T>(T value, string name)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(value, name);
        return value;
    }

    /// <summary>Reduces a namespace, which may be given as a URI, to its host name.</summary>
    public static string HostOf(string fullyQualifiedNamespace, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(fullyQualifiedNamespace, name);
        var host = Uri.TryCreate(fullyQualifiedNamespace, UriKind.Absolute, out var uri) && uri.Host.Length > 0 ? uri.Host : fullyQualifiedNamespace;
        return Uri.CheckHostName(host) != UriHostNameType.Unknown
            ? host
            : throw new ArgumentException(
                $"The value '{fullyQualifiedNamespace}' is not a well-formed Event Hubs namespace. Expected is a host name such as 'yournamespace.servicebus.windows.net'.",
                name);
    }
}
