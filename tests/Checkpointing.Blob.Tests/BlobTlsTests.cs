using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Azure.Core.Pipeline;
using Azure.Storage.Blobs;
using Checkpointing.Tests.Services;

namespace Checkpointing.Blob.Tests;

/// <summary>A service that speaks TLS only, with a certificate that nobody but the test trusts; there a token may be shown in place of a key.</summary>
public sealed class BlobTlsTests : IAsyncLifetime
{
    private static readonly ConsumerGroup Group = new("contoso.servicebus.windows.net", "orders", "$Default");

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-tls-");
    private readonly X509Certificate2 _certificate = SelfSigned();
    private Azurite? _azurite;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Node.Needs("azurite", Azurite.Service);
        string certificate = Path.Combine(_folder.FullName, "certificate.pem");
        string key = Path.Combine(_folder.FullName, "key.pem");
        await File.WriteAllTextAsync(certificate, _certificate.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(key, _certificate.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem(), Token);
        _azurite = await Azurite.StartEncryptedAsync(certificate, key);
    }

    public async ValueTask DisposeAsync()
    {
        if (_azurite is not null)
        {
            await _azurite.DisposeAsync();
        }

        _certificate.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_key_works_over_TLS() =>
        await ShouldWorkAsync(new BlobCheckpointStore(new BlobContainerClient(_azurite!.ConnectionString, "checkpoints", Trusting())));

    [Fact]
    public async Task A_token_works_over_TLS()
    {
        Uri container = new($"https://{_azurite!.EndPoint}/{Azurite.AccountName}/checkpoints");

        await ShouldWorkAsync(new BlobCheckpointStore(new BlobContainerClient(container, new TestCredential(), Trusting())));
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_a_fault_for_good_that_says_so()
    {
        BlobCheckpointStore store = new(new BlobCheckpointStoreOptions { ConnectionString = _azurite!.ConnectionString, ContainerName = "checkpoints" });

        CheckpointStoreException fault = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));

        fault.IsTransient.ShouldBeFalse();
        fault.Message.ShouldContain("certificate");
    }

    [Fact]
    public async Task A_service_that_speaks_TLS_only_is_not_reached_without()
    {
        string plain = Azurite.ConnectionStringAt(_azurite!.EndPoint);
        BlobCheckpointStore store = new(new BlobCheckpointStoreOptions
        {
            ConnectionString = plain,
            ContainerName = "checkpoints",
            Resilience = new Resilience.StoreResilienceOptions { MaxRetries = 0 },
        });

        await Should.ThrowAsync<CheckpointStoreException>(() => store.ListOwnershipAsync(Group, Token));
    }

    private static async Task ShouldWorkAsync(BlobCheckpointStore store)
    {
        await store.ProvisionAsync(Token);
        PartitionOwnership held = (await store.ClaimOwnershipAsync(Group, [new OwnershipClaim("0", "me", "1", null)], Token)).Items.ShouldHaveSingleItem();
        (await store.WriteCheckpointsAsync(Group, [new CheckpointWrite("0", 7, "70", held.Epoch, "me")], Token))
            .Items.ShouldHaveSingleItem().Outcome.ShouldBe(CheckpointOutcome.Written);
        (await store.ReadCheckpointAsync(Group, "0", Token)).ShouldNotBeNull().SequenceNumber.ShouldBe(7);
    }

    private static X509Certificate2 SelfSigned()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private BlobClientOptions Trusting()
    {
        string trusted = _certificate.Thumbprint;
        SocketsHttpHandler handler = new()
        {
            SslOptions = { RemoteCertificateValidationCallback = (_, shown, _, _) => shown?.GetCertHashString() == trusted },
        };
        return BlobCheckpointStore.Prepare(new BlobClientOptions { Transport = new HttpClientTransport(handler) });
    }
}
