using System.Net;
using System.Net.Sockets;
using Checkpointing.Cli.CommandLine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Checkpointing.Cli.Verbs.Dashboard;

/// <summary>The server of the page: nothing of its set-up comes from files or the environment, and it writes no log.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private const int LargestRequest = 64 * 1024;

    /// <summary>How long requests that are under way may go on after Ctrl-C.</summary>
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(10);

    private readonly WebApplication _application;

    private DashboardServer(WebApplication application) => _application = application;

    /// <summary>The port.</summary>
    public int Port => new Uri(_application.Urls.Single()).Port;

    /// <summary>Starts it.</summary>
    /// <param name="address">The address to listen on.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <param name="answer">Answers each request.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public static async Task<DashboardServer> StartAsync(IPAddress address, int port, RequestDelegate answer, CancellationToken cancellationToken)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestRequest;
            kestrel.Listen(address, port);
        });
        WebApplication application = builder.Build();
        application.Run(answer);
        try
        {
            await application.StartAsync(cancellationToken).ConfigureAwait(false);
            return new DashboardServer(application);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new CliException(ExitCode.Misused, $"--listen and --port: {address}, port {port}, cannot be listened on: {failure.Message.TrimEnd('.')}. Choose another port, or leave --port out for a free one.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using var limit = new CancellationTokenSource(StopLimit);
        await _application.StopAsync(limit.Token).ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }
}
