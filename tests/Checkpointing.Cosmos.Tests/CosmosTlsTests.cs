using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Azure.Cosmos;
using Account = Checkpointing.Tests.Services.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>TLS is what the service speaks; these tests have a server with a certificate of their own.</summary>
public sealed class CosmosTlsTests : IAsyncLifetime
{
    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$Default");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-cosmos-");
    private readonly X509Certificate2 _certificate = MakeCertificate();
    private Account? _account;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Account.NeededHere();
        string certificate = Path.Combine(_folder.FullName, "certificate.pem");
        string key = Path.Combine(_folder.FullName, "key.pem");
        await File.WriteAllTextAsync(certificate, _certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(key, _certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem(), Token);
        _account = await Account.StartWithCertificateAsync(certificate, key);
    }

    public async ValueTask DisposeAsync()
    {
        if (_account is not null)
        {
            await _account.DisposeAsync();
        }

        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_a_permanent_error_with_the_way_out()
    {
        using CosmosCheckpointStore store = new(new CosmosCheckpointStoreOptions
        {
            ConnectionString = Account.ConnectionStringAt(_account!.EndPoint, Uri.UriSchemeHttps),
            DatabaseName = CosmosFixture.DatabaseName,
            ContainerName = "checkpoints",
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
        });

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => store.ReadCheckpointAsync(Group, "0", Token));

        exception.IsTransient.ShouldBeFalse();
        exception.Message.ShouldContain("certificate was refused");
    }

    [Fact]
    public async Task A_certificate_that_is_vouched_for_is_verified_and_accepted()
    {
        using SocketsHttpHandler network = new()
        {
            SslOptions = new SslClientAuthenticationOptions
            {
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { _certificate },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
        };
        using CosmosClient client = new(Account.ConnectionStringAt(_account!.EndPoint, Uri.UriSchemeHttps), new CosmosClientOptions
        {
            ConnectionMode = ConnectionMode.Gateway,
            LimitToEndpoint = true,
            HttpClientFactory = () => new HttpClient(network, disposeHandler: false),
        });
        using CosmosCheckpointStore store = new(
            client.GetContainer(CosmosFixture.DatabaseName, "checkpoints"), new CosmosCheckpointStoreOptions { ProvisionOnStart = true });

        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldBeNull();
    }

    private static X509Certificate2 MakeCertificate()
    {
        using RSA key = RSA.Create(2048);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        return request.CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
    }
}
