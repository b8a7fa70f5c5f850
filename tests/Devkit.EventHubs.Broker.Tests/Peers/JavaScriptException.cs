namespace Devkit.EventHubs.Broker.Tests.Peers;

/// <summary>An error that the JavaScript SDK threw.</summary>
internal sealed class JavaScriptException(string? code, string message) : Exception(message)
{
    /// <summary>The SDK's name for the kind of error, or null.</summary>
    public string? Code { get; } = code;
}
