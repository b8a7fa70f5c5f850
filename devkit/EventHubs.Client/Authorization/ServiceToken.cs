namespace Azure.Messaging.EventHubs.Authorization;

/// <summary>A token that the service accepts.</summary>
/// <param name="Value">The token itself.</param>
/// <param name="Type">What kind of token the service is told that it is.</param>
/// <param name="ExpiresOn">When it ends to be valid.</param>
internal readonly record struct ServiceToken(string Value, string Type, DateTimeOffset ExpiresOn);
