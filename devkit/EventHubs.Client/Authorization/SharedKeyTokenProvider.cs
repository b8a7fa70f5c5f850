namespace Azure.Messaging.EventHubs.Authorization;

/// <summary>Signs tokens with a shared key.</summary>
internal sealed class SharedKeyTokenProvider : TokenProvider
{
    private static readonly TimeSpan TokenLife = TimeSpan.FromMinutes(30);

    private readonly AzureNamedKeyCredential _credential;
    private readonly string _resource;
    private readonly TimeProvider _time;

    public SharedKeyTokenProvider(AzureNamedKeyCredential credential, string resource, TimeProvider time)
    {
        _credential = credential;
        _resource = resource;
        _time = time;
    }

    public override ValueTask<ServiceToken> GetTokenAsync(CancellationToken cancellationToken)
    {
        // Read each time: the owner of the credential may have replaced the key.
        var (name, key) = _credential;
        var expiresOn = _time.GetUtcNow() + TokenLife;
        return ValueTask.FromResult(new ServiceToken(SharedAccessSignature.Sign(_resource, name, key, expiresOn), SasTokenType, expiresOn));
    }
}
