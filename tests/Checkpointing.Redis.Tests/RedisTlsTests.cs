using System.Collections.Concurrent;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Checkpointing.Tests.Services;
using StackExchange.Redis;

namespace Checkpointing.Redis.Tests;

/// <summary>TLS, at a server with a certificate of an authority that the machine does not know.</summary>
public sealed class RedisTlsTests : RedisTest
{
    [Fact]
    public async Task A_connection_that_trusts_the_authority_works()
    {
        using TlsFiles files = new();
        RedisServer server = await StartAsync(files.Settings);
        ConfigurationOptions options = ConfigurationOptions.Parse(server.EndPoint + ",ssl=true,sslHost=localhost");
        options.CertificateValidation += (_, certificate, _, errors) => files.IsIssued(certificate, errors);
        using ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(options);
        RedisCheckpointStore store = Own(new RedisCheckpointStore(client));

        PartitionOwnership held = await WinAsync(store);

        (await WriteAsync(store, 1, held.Epoch)).ShouldBe(CheckpointOutcome.Written);
    }

    [Fact]
    public async Task An_unknown_authority_is_refused_with_the_way_out()
    {
        using TlsFiles files = new();
        RedisServer server = await StartAsync(files.Settings);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(
            () => InsistAsync(() => WinAsync(Open(server, ",ssl=true,sslHost=localhost,connectTimeout=30000"))));

        exception.Message.ShouldContain("TLS certificate was not accepted", Case.Sensitive, exception.ToString());
        exception.IsTransient.ShouldBeFalse();
        exception.MayHaveBeenApplied.ShouldBeFalse();
    }

    [Fact]
    public async Task Another_host_name_is_refused()
    {
        using TlsFiles files = new();
        RedisServer server = await StartAsync(files.Settings);
        ConfigurationOptions options = ConfigurationOptions.Parse(server.EndPoint + ",ssl=true,sslHost=elsewhere.example,abortConnect=false");
        ConcurrentQueue<SslPolicyErrors> seen = new();
        options.CertificateValidation += (_, certificate, _, errors) =>
        {
            seen.Enqueue(errors);
            return files.IsIssued(certificate, errors);
        };
        using ConnectionMultiplexer client = await ConnectionMultiplexer.ConnectAsync(options);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(Own(new RedisCheckpointStore(client))));

        // A connection of the program's own forgets at times why it did not come about.
        exception.MayHaveBeenApplied.ShouldBeFalse();
        seen.ShouldNotBeEmpty();
        seen.ShouldAllBe(errors => errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch));
    }

    [Fact]
    public async Task Without_TLS_nothing_is_sent_that_the_server_understands()
    {
        using TlsFiles files = new();
        RedisServer server = await StartAsync(files.Settings);

        CheckpointStoreException exception = await Should.ThrowAsync<CheckpointStoreException>(() => WinAsync(Open(server)));

        exception.MayHaveBeenApplied.ShouldBeFalse();
    }

    /// <summary>An authority, and a certificate for localhost that it issued, as files.</summary>
    private sealed class TlsFiles : IDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("checkpointing-redis-tls-");
        private readonly X509Certificate2 _authority;

        public TlsFiles()
        {
            DateTimeOffset now = TimeProvider.System.GetUtcNow();
            using RSA authorityKey = RSA.Create(2048);
            CertificateRequest authority = new("CN=Checkpointing tests", authorityKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            authority.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
            _authority = authority.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));

            using RSA key = RSA.Create(2048);
            CertificateRequest server = new("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            SubjectAlternativeNameBuilder names = new();
            names.AddDnsName("localhost");
            server.CertificateExtensions.Add(names.Build());
            using X509Certificate2 certificate = server.Create(_authority, now.AddDays(-1), now.AddHours(12), [1, 2, 3, 4]);
            File.WriteAllText(PathOf("server.pem"), certificate.ExportCertificatePem());
            File.WriteAllText(PathOf("server.key"), key.ExportPkcs8PrivateKeyPem());
            File.WriteAllText(PathOf("ca.pem"), _authority.ExportCertificatePem());
        }

        /// <summary>Settings of a server that speaks TLS on its port and nothing else on any.</summary>
        public string[] Settings =>
        [
            "--port", "0", "--tls-port", "{port}", "--tls-auth-clients", "no",
            "--tls-cert-file", PathOf("server.pem"), "--tls-key-file", PathOf("server.key"), "--tls-ca-cert-file", PathOf("ca.pem"),
        ];

        /// <summary>Whether a certificate carries the right name and comes from this authority.</summary>
        public bool IsIssued(X509Certificate? certificate, SslPolicyErrors errors)
        {
            if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch))
            {
                return false;
            }

            using X509Chain chain = new();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(_authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            using X509Certificate2 copy = new(certificate);
            return chain.Build(copy);
        }

        public void Dispose()
        {
            _authority.Dispose();
            _folder.Delete(recursive: true);
        }

        private string PathOf(string file) => Path.Combine(_folder.FullName, file);
    }
}
