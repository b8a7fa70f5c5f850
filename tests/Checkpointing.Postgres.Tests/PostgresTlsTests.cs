using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Checkpointing.Postgres.Tests;

/// <summary>TLS with a certificate whose authority the system does not know.</summary>
public sealed class PostgresTlsTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch.AddYears(50);
    private static readonly DateTimeOffset End = Start.AddYears(50);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-tls-");
    private Checkpointing.Tests.Services.Postgres? _server;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string RightRoot => Path.Combine(_folder.FullName, "right.pem");

    private string WrongRoot => Path.Combine(_folder.FullName, "wrong.pem");

    public async ValueTask InitializeAsync()
    {
        Checkpointing.Tests.Services.Postgres.NeededAsProgram();
        using X509Certificate2 right = Authority();
        using X509Certificate2 wrong = Authority();
        await File.WriteAllTextAsync(RightRoot, right.ExportCertificatePem(), Token);
        await File.WriteAllTextAsync(WrongRoot, wrong.ExportCertificatePem(), Token);
        (string certificate, string key) = Issue(right);
        _server = await Checkpointing.Tests.Services.Postgres.StartOwnAsync(
            ["ssl=on", "listen_addresses=*"],
            new Dictionary<string, string> { ["server.crt"] = certificate, ["server.key"] = key, ["pg_hba.conf"] = "host all all samehost trust\n" });
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task The_right_root_verifies_the_server_in_full()
    {
        await using PostgresCheckpointStore store = Open($"SSL Mode=VerifyFull;Root Certificate={RightRoot}");

        await store.ProvisionAsync(Token);

        (await store.VerifyAsync(Token)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_of_another_authority_is_refused_for_good(bool hasRoot)
    {
        await using PostgresCheckpointStore store = Open("SSL Mode=VerifyFull" + (hasRoot ? $";Root Certificate={WrongRoot}" : ""));

        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListGroupsAsync(Token));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("certificate is not trusted");
        refused.Message.ShouldContain("Root Certificate");
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_refused_for_good()
    {
        // An address that reaches the same server, and does not stand in its certificate.
        await using PostgresCheckpointStore store = Open($"SSL Mode=VerifyFull;Root Certificate={RightRoot}", host: "127.0.0.2");

        CheckpointStoreException refused = await Should.ThrowAsync<CheckpointStoreException>(() => store.ListGroupsAsync(Token));

        refused.IsTransient.ShouldBeFalse();
        refused.Message.ShouldContain("a name that stands in the certificate");
    }

    [Fact]
    public async Task Verification_tells_of_another_machine_that_is_reached_without_a_checked_certificate()
    {
        IPAddress? address = NetworkInterface.GetAllNetworkInterfaces()
            .SelectMany(card => card.GetIPProperties().UnicastAddresses)
            .Select(unicast => unicast.Address)
            .FirstOrDefault(candidate => candidate.AddressFamily == AddressFamily.InterNetwork && !IPAddress.IsLoopback(candidate));
        Assert.SkipWhen(address is null, "This machine has no address beside its loopback one.");
        await using PostgresCheckpointStore store = Open("SSL Mode=Prefer", host: address.ToString());
        await store.ProvisionAsync(Token);

        StoreFinding finding = (await store.VerifyAsync(Token)).ShouldHaveSingleItem();

        finding.IsError.ShouldBeFalse();
        finding.Message.ShouldContain("SSL Mode=VerifyFull");
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("::1", true)]
    [InlineData("localhost", true)]
    [InlineData("/var/run/postgresql", true)]
    [InlineData("db.example", false)]
    [InlineData("10.0.0.1", false)]
    public void A_host_is_this_machine_or_another(string host, bool isLocal) => PostgresVerification.IsLocal(host).ShouldBe(isLocal);

    private static X509Certificate2 Authority()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN=authority {Guid.NewGuid():n}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        return request.CreateSelfSigned(Start, End);
    }

    private static (string Certificate, string Key) Issue(X509Certificate2 authority)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=server", key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.Create(authority, Start, End, RandomNumberGenerator.GetBytes(8));
        return (certificate.ExportCertificatePem(), key.ExportPkcs8PrivateKeyPem());
    }

    private PostgresCheckpointStore Open(string tls, string host = "127.0.0.1") =>
        new($"Host={host};Port={_server!.EndPoint.Port};Username=postgres;Database=postgres;{tls}");
}
