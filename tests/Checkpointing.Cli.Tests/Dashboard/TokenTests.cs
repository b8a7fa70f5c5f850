using System.Net.Http.Headers;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>What keeps people without the token out.</summary>
public sealed class TokenTests(Stage stage) : IAsyncLifetime
{
    private RunningDashboard Closed { get; set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Closed = await stage.Dashboards.ClosedAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData("/")]
    [InlineData("/page.js")]
    [InlineData("/api/state")]
    [InlineData("/?token=guessed")]
    [InlineData("/?token=")]
    public async Task Without_the_token_nothing_is_shown(string path)
    {
        (await StatusAsync(Closed, Closed.Bare(HttpMethod.Get, path))).ShouldBe(401);
        HttpRequestMessage guess = Closed.Bare(HttpMethod.Get, path);
        guess.Headers.Authorization = new AuthenticationHeaderValue("Bearer", "guessed");
        guess.Headers.Add("Cookie", $"checkpoints-{Closed.Url.Port}=guessed");
        (await StatusAsync(Closed, guess)).ShouldBe(401);
    }

    [Fact]
    public async Task The_printed_address_gives_a_cookie_that_scripts_and_foreign_pages_do_not_get()
    {
        using HttpResponseMessage page = await Closed.SendAsync(Closed.Bare(HttpMethod.Get, Closed.Url.PathAndQuery));
        ((int)page.StatusCode).ShouldBe(200);
        string cookie = page.Headers.GetValues("Set-Cookie").Single();
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);

        HttpRequestMessage request = Closed.Bare(HttpMethod.Get, "/api/state");
        request.Headers.Add("Cookie", cookie.Split(';')[0]);
        (await StatusAsync(Closed, request)).ShouldBe(200);
    }

    [Fact]
    public async Task A_script_gives_the_token_in_a_header()
    {
        string token = Closed.Url.Query.Split('=')[1];
        token.Length.ShouldBeGreaterThan(40);
        HttpRequestMessage request = Closed.Bare(HttpMethod.Get, "/api/state");
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        (await StatusAsync(Closed, request)).ShouldBe(200);
    }

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("::")]
    [InlineData("192.0.2.1")]
    public async Task Off_loopback_it_does_not_start_without_a_token(string address)
    {
        // Without a store there is nothing to be served: should the rule be gone, nothing listens all the same.
        Tool run = await Tool.RunAsync(["dashboard", "--listen", address], folder: stage.MakeFolder());
        run.ExitCode.ShouldBe(2);
        run.Output.ShouldBe("");
        run.Errors.ShouldContain("add --token");
    }

    [Fact]
    public async Task The_token_and_passwords_are_in_no_message()
    {
        TestGroup group = await stage.Dashboards.GroupAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--token", "--allow-changes", "--verbose", "--stuck-after", "1m");
        string token = dashboard.Url.Query.Split('=')[1];
        foreach (string path in new[] { "/", "/api/state", "/nowhere", "/api/state?show=nonsense", "/?sort=" })
        {
            using HttpResponseMessage response = await dashboard.SendAsync(dashboard.Bare(HttpMethod.Get, $"{path}{(path.Contains('?') ? '&' : '?')}token={token}"));
            (await response.Content.ReadAsStringAsync(Token)).ShouldNotContain(token);
        }

        (int exitCode, string errors) = await dashboard.InterruptAsync();
        exitCode.ShouldBe(0);
        errors.ShouldContain("show is 'nonsense'");
        errors.ShouldNotContain(token);
    }

    private static async Task<int> StatusAsync(RunningDashboard dashboard, HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await dashboard.SendAsync(request);
            return (int)response.StatusCode;
        }
    }
}
