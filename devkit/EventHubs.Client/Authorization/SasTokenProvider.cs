namespace Azure.Messaging.EventHubs.Authorization;

/// <summary>Hands out a signature that was made elsewhere.</summary>
internal sealed class SasTokenProvider : TokenProvider
{
    private readonly AzureSasCredential _credential;

    public SasTokenProvider(AzureSasCredential credential) => _credential = credential;

    public override ValueTask<ServiceToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        var signature = _credential.Signature;
        return ValueTask.FromResult(new ServiceToken(signature, SasTokenType, SharedAccessSignature.ReadExpiry(signature)));
    }
}
