using Azure.Core;

namespace Azure.Messaging.EventHubs.Authorization;

/// <summary>Fetches tokens of Microsoft Entra.</summary>
internal sealed class JwtTokenProvider : TokenProvider
{
    private static readonly string[] Scopes = ["https://eventhubs.azure.net/.default"];

    private readonly TokenCredential _credential;

    public JwtTokenProvider(TokenCredential credential) => _credential = credential;

    public override async ValueTask<ServiceToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        var token = await _credential.GetTokenAsync(new TokenRequestContext(Scopes), cancellationToken).ConfigureAwait(false);
        return new ServiceToken(token.Token, JwtTokenType, token.ExpiresOn);
    }
}
