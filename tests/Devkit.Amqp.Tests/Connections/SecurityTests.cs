using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Tests.Support;

namespace Devkit.Amqp.Tests.Connections;

public sealed class SecurityTests
{
    [Fact]
    public async Task Over_TLS_the_client_decides_on_the_certificate()
    {
        using X509Certificate2 certificate = Certificate();
        await using Server server = new(options: new ListenerOptions { Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate } });
        string? seen = null;

        AmqpConnection connection = await server.ConnectAsync(new ClientOptions
        {
            Tls = new SslClientAuthenticationOptions
            {
                RemoteCertificateValidationCallback = (_, offered, _, _) =>
                {
                    seen = offered!.GetCertHashString();
                    return seen == certificate.GetCertHashString();
                },
            },
        });
        await connection.BeginSessionAsync().Time();
        await connection.CloseAsync().Time();

        seen.ShouldBe(certificate.GetCertHashString());
    }

    [Fact]
    public async Task A_certificate_that_the_client_does_not_like_is_a_loss_of_the_transport()
    {
        using X509Certificate2 certificate = Certificate();
        await using Server server = new(options: new ListenerOptions { Tls = new SslServerAuthenticationOptions { ServerCertificate = certificate } });

        AmqpException exception = await Should.ThrowAsync<AmqpException>(() => server.ConnectAsync(new ClientOptions
        {
            Tls = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => false },
        }));

        exception.IsTransportLoss.ShouldBeTrue();
    }

    [Theory]
    [InlineData("ANONYMOUS")]
    [InlineData("MSSBCBS")]
    [InlineData("PLAIN")]
    public async Task Each_mechanism_lets_in(string mechanism)
    {
        await using Server server = new(options: new ListenerOptions { SaslMechanisms = [mechanism] });
        SaslCredential credential = mechanism switch
        {
            "ANONYMOUS" => SaslCredential.Anonymous,
            "MSSBCBS" => SaslCredential.ClaimsBased,
            _ => SaslCredential.Plain("user", "secret"),
        };

        AmqpConnection connection = await server.ConnectAsync(new ClientOptions { Sasl = credential });

        connection.IsOpen.ShouldBeTrue();
        await connection.CloseAsync().Time();
    }

    [Fact]
    public async Task A_mechanism_that_is_not_offered_is_named_beside_those_that_are()
    {
        await using Server server = new(options: new ListenerOptions { SaslMechanisms = ["MSSBCBS", "PLAIN"] });

        AmqpException exception = await Should.ThrowAsync<AmqpException>(() => server.ConnectAsync());

        exception.Condition.ShouldBe(ErrorCondition.UnauthorizedAccess);
        exception.Description.ShouldBe("The server offers the SASL mechanisms MSSBCBS, PLAIN, and not ANONYMOUS.");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Without_SASL_a_client_comes_in_only_where_it_may(bool allowed)
    {
        await using Server server = new(options: new ListenerOptions { AllowWithoutSasl = allowed });
        Task<AmqpConnection> connecting = server.ConnectAsync(new ClientOptions { Sasl = null });

        if (allowed)
        {
            await (await connecting).CloseAsync().Time();
        }
        else
        {
            await Should.ThrowAsync<AmqpException>(() => connecting);
        }
    }

    [Fact]
    public void A_credential_does_not_print_its_secret() => SaslCredential.Plain("user", "secret").ToString().ShouldBe("PLAIN");

    [Fact]
    public async Task Nobody_listening_is_a_loss_of_the_transport()
    {
        Server server = new();
        await server.DisposeAsync();

        (await Should.ThrowAsync<AmqpException>(() => server.ConnectAsync())).IsTransportLoss.ShouldBeTrue();
    }

    private static X509Certificate2 Certificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
