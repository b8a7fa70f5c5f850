using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>A dashboard in a process of its own, as users run it, and what a browser's own page would ask it.</summary>
public sealed class RunningDashboard : IAsyncDisposable
{
    public const string ChangeHeader = "X-Checkpoints-Change";

    private readonly Process _process;
    private readonly HttpClient _client = new(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false });

    private RunningDashboard(Process process, Uri url)
    {
        _process = process;
        Url = url;
    }

    /// <summary>The address as it was printed, with the token if there is one.</summary>
    public Uri Url { get; }

    /// <summary>The origin of its page.</summary>
    public string Origin => Url.GetLeftPart(UriPartial.Authority);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<RunningDashboard> StartAsync(IReadOnlyDictionary<string, string?> settings, params string[] arguments)
    {
        Process process = Tool.Start(["dashboard", "--json", .. arguments], settings);
        string? line = await process.StandardOutput.ReadLineAsync(Token);
        line.ShouldNotBeNull(line is null ? await process.StandardError.ReadToEndAsync(Token) : "");
        return new RunningDashboard(process, new Uri(JsonSerializer.Deserialize<JsonElement>(line).GetProperty("url").GetString()!));
    }

    /// <summary>A request that is nothing but its method and path.</summary>
    public HttpRequestMessage Bare(HttpMethod method, string path) => new(method, Origin + path);

    /// <summary>A change as the page itself would ask for it.</summary>
    public async Task<HttpRequestMessage> ChangeAsync(string path, object body)
    {
        HttpRequestMessage request = Bare(HttpMethod.Post, path);
        request.Headers.Add("Origin", Origin);
        request.Headers.Add(ChangeHeader, (await GetAsync("/api/session")).GetProperty("changeToken").GetString() ?? "");
        request.Content = JsonContent.Create(body);
        return request;
    }

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request) => SendAsync(request, Token);

    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => _client.SendAsync(request, cancellationToken);

    public async Task<JsonElement> GetAsync(string path)
    {
        using HttpResponseMessage response = await SendAsync(Bare(HttpMethod.Get, path));
        return await response.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>(Token);
    }

    /// <summary>Sends a change, and gives its status and its document.</summary>
    public async Task<(int Status, JsonElement Answer)> PostAsync(string path, object body)
    {
        using HttpRequestMessage request = await ChangeAsync(path, body);
        using HttpResponseMessage response = await SendAsync(request);
        return ((int)response.StatusCode, await response.Content.ReadFromJsonAsync<JsonElement>(Token));
    }

    /// <summary>Asks for the state until it is as it should be; each answer comes from a later reading of the store.</summary>
    public async Task<JsonElement> StateAsync(Func<JsonElement, bool> condition)
    {
        while (true)
        {
            JsonElement state = await GetAsync("/api/state");
            if (condition(state))
            {
                return state;
            }
        }
    }

    /// <summary>Waits until the store and the hub have been read once.</summary>
    public Task<JsonElement> StateAsync() => StateAsync(state => state.GetProperty("readAt").ValueKind != JsonValueKind.Null);

    /// <summary>Presses Ctrl-C.</summary>
    public void Interrupt()
    {
        using Process kill = Process.Start("kill", ["-INT", $"{_process.Id}"]);
    }

    /// <summary>Waits for a line on standard error.</summary>
    public async Task<string> ToldAsync() => await _process.StandardError.ReadLineAsync(Token) ?? "";

    /// <summary>Presses Ctrl-C, and waits for the end.</summary>
    /// <returns>The exit code, and what was written to standard error.</returns>
    public Task<(int ExitCode, string Errors)> InterruptAsync()
    {
        Interrupt();
        return EndAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>The exit code, and what was written to standard error since it was last read.</returns>
    public async Task<(int ExitCode, string Errors)> EndAsync()
    {
        await _process.WaitForExitAsync(Token);
        return (_process.ExitCode, await _process.StandardError.ReadToEndAsync(Token));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
