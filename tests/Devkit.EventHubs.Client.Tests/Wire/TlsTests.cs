using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core;
using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Producer;
using Devkit.Amqp.Connections;

namespace Devkit.EventHubs.Client.Tests.Wire;

public sealed class TlsTests : IAsyncLifetime
{
    private readonly RecordingHost _host = new();
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private AmqpListener? _listener;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        var tls = new SslServerAuthenticationOptions { ServerCertificate = _certificate };
        _listener = AmqpListener.Start(new IPEndPoint(IPAddress.Loopback, 0), new ListenerOptions { Tls = tls }, _host);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _listener!.DisposeAsync();
        _certificate.Dispose();
    }

    [Fact]
    public async Task A_namespace_with_an_identity_is_spoken_to_over_tls_with_its_token()
    {
        await using var producer = new EventHubProducerClient("ns.example.org", "h", new Identity(), Options((_, certificate, _, _) => certificate!.GetCertHashString() == _certificate.GetCertHashString()));
        await producer.SendAsync([new EventData("x")], Token);
        _host.Opens.ShouldHaveSingleItem().HostName.ShouldBe("ns.example.org");
        var request = _host.Requests.ShouldHaveSingleItem();
        request.Value.ShouldBe("token");
        request.ApplicationProperties!.TryGet("type", out string? type).ShouldBeTrue();
        type.ShouldBe("jwt");
        request.ApplicationProperties.TryGet("name", out string? name).ShouldBeTrue();
        name.ShouldBe("amqps://ns.example.org/h");
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_refused()
    {
        await using var producer = new EventHubProducerClient("ns.example.org", "h", new Identity(), Options(null));
        var failure = await Should.ThrowAsync<EventHubsException>(() => producer.SendAsync([new EventData("x")], Token));
        failure.IsTransient.ShouldBeFalse();
        _host.Opens.ShouldBeEmpty();
    }

    private EventHubProducerClientOptions Options(RemoteCertificateValidationCallback? validate) => new()
    {
        RetryOptions = new EventHubsRetryOptions { MaximumRetries = 0 },
        ConnectionOptions = new EventHubConnectionOptions
        {
            CustomEndpointAddress = new Uri($"sb://localhost:{_listener!.EndPoint.Port}/"),
            CertificateValidationCallback = validate,
        },
    };

    private static X509Certificate2 MakeCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = DateTimeOffset.UtcNow;
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

        // A round trip: some platforms do not use a key for TLS that was never written.
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }

    private sealed class Identity : TokenCredential
    {
        public override AccessToken GetToken(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new("token", DateTimeOffset.UtcNow.AddHours(1));

        public override ValueTask<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken) =>
            new(GetToken(requestContext, cancellationToken));
    }
}
