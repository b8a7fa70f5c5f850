using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Checkpointing.Cli.Tests.Support;

/// <summary>The broker behind TLS, on the one port at which a namespace is looked for that is logged in to by a token. It has a loopback address of its own, as the port is taken once for each.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private const int Port = 5671;

    private readonly TcpListener _listener;
    private readonly X509Certificate2 _certificate;
    private readonly int _brokerPort;
    private readonly CancellationTokenSource _closing = new();
    private readonly List<Task> _connections = [];
    private readonly Task _accepting;

    private TlsFront(TcpListener listener, X509Certificate2 certificate, string certificateFile, int brokerPort)
    {
        _listener = listener;
        _certificate = certificate;
        _brokerPort = brokerPort;
        CertificateFile = certificateFile;
        _accepting = AcceptAsync();
    }

    /// <summary>The namespace.</summary>
    public string Host => ((IPEndPoint)_listener.LocalEndpoint).Address.ToString();

    /// <summary>The certificate that is to be trusted.</summary>
    public string CertificateFile { get; }

    public static async Task<TlsFront> StartAsync(int brokerPort, string folder)
    {
        byte[] address = RandomNumberGenerator.GetBytes(4);
        address[0] = 127;
        address[3] |= 1;
        var host = new IPAddress(address);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(host);
        request.CertificateExtensions.Add(names.Build());
        X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string file = Path.Combine(folder, "front.pem");
        await File.WriteAllTextAsync(file, certificate.ExportCertificatePem());
        var listener = new TcpListener(host, Port);
        listener.Start();
        return new TlsFront(listener, certificate, file, brokerPort);
    }

    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync();
        _listener.Stop();
        await _accepting;
        await Task.WhenAll(_connections);
        _certificate.Dispose();
        _closing.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_closing.Token)));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It is closed.
        }
    }

    private async Task ForwardAsync(TcpClient client)
    {
        try
        {
            using (client)
            using (var broker = new TcpClient())
            {
                await using var secure = new SslStream(client.GetStream());
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _closing.Token);
                await broker.ConnectAsync(IPAddress.Loopback, _brokerPort, _closing.Token);
                await Task.WhenAny(secure.CopyToAsync(broker.GetStream(), _closing.Token), broker.GetStream().CopyToAsync(secure, _closing.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // Whoever connected has gone.
        }
    }
}
