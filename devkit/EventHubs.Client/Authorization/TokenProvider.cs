namespace Azure.Messaging.EventHubs.Authorization;

/// <summary>Makes tokens from whatever credential a client was given.</summary>
internal abstract class TokenProvider
{
    protected const string SasTokenType = "servicebus.windows.net:sastoken";
    protected const string JwtTokenType = "jwt";

    public abstract ValueTask<ServiceToken> GetTokenAsync(CancellationToken cancellationToken);
}
