using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>What keeps foreign pages out. Each request breaks one rule and keeps all the others.</summary>
public sealed partial class ProtectionTests(Stage stage) : IAsyncLifetime
{
    private const string Plan = "/api/rewind/plan";

    private static readonly object Earliest = new { to = "earliest" };

    private RunningDashboard Open { get; set; } = null!;

    private RunningDashboard Closed { get; set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Open = await stage.Dashboards.OpenAsync();
        Closed = await stage.Dashboards.ClosedAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_request_that_keeps_all_rules_is_answered()
    {
        (await StatusAsync(Open, Open.Bare(HttpMethod.Get, "/api/state"))).ShouldBe(200);
        (await StatusAsync(Open, await Open.ChangeAsync(Plan, Earliest))).ShouldBe(200);
    }

    [Theory]
    [InlineData("localhost:9000", 200)]
    [InlineData("127.0.0.1", 200)]
    [InlineData("[::1]:9000", 200)]
    [InlineData("ops.example", 200)]
    [InlineData("OPS.example:443", 200)]
    [InlineData("192.0.2.7:8080", 200)]
    [InlineData("evil.example", 421)]
    [InlineData("evil.example:80", 421)]
    [InlineData("localhost.evil.example", 421)]
    [InlineData("192.0.2.1", 421)]
    public async Task A_name_that_was_made_to_lead_here_is_not_answered(string host, int status)
    {
        HttpRequestMessage request = Open.Bare(HttpMethod.Get, "/api/state");
        request.Headers.Host = host;
        (await StatusAsync(Open, request)).ShouldBe(status);
    }

    [Theory]
    [InlineData("http://evil.example")]
    [InlineData("http://localhost:1")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_page_of_another_origin_has_no_access(string origin)
    {
        HttpRequestMessage look = Open.Bare(HttpMethod.Get, "/api/state");
        look.Headers.Add("Origin", origin);
        (await StatusAsync(Open, look)).ShouldBe(403);

        HttpRequestMessage change = await Open.ChangeAsync(Plan, Earliest);
        change.Headers.Remove("Origin");
        change.Headers.Add("Origin", origin);
        (await StatusAsync(Open, change)).ShouldBe(403);
    }

    [Theory]
    [InlineData("same-origin", "cors", "empty", 200)]
    [InlineData("none", "navigate", "document", 200)]
    [InlineData("cross-site", "navigate", "document", 200)]
    [InlineData("cross-site", "no-cors", "script", 403)]
    [InlineData("same-site", "no-cors", "empty", 403)]
    [InlineData("cross-site", "navigate", "iframe", 403)]
    public async Task A_foreign_page_can_link_here_and_do_nothing_else(string site, string mode, string destination, int status)
    {
        HttpRequestMessage request = Open.Bare(HttpMethod.Get, "/api/session");
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Mode", mode);
        request.Headers.Add("Sec-Fetch-Dest", destination);
        (await StatusAsync(Open, request)).ShouldBe(status);
    }

    [Fact]
    public async Task A_change_says_where_it_comes_from()
    {
        HttpRequestMessage request = await Open.ChangeAsync(Plan, Earliest);
        request.Headers.Remove("Origin");
        (await StatusAsync(Open, request)).ShouldBe(403);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("guessed")]
    public async Task A_change_needs_the_token_that_the_page_was_given(string? token)
    {
        HttpRequestMessage request = await Open.ChangeAsync(Plan, Earliest);
        request.Headers.Remove(RunningDashboard.ChangeHeader);
        if (token is not null)
        {
            request.Headers.Add(RunningDashboard.ChangeHeader, token);
        }

        (await StatusAsync(Open, request)).ShouldBe(403);
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    [InlineData(null)]
    public async Task A_change_is_no_form(string? type)
    {
        HttpRequestMessage request = await Open.ChangeAsync(Plan, Earliest);
        request.Content!.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        (await StatusAsync(Open, request)).ShouldBe(415);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{")]
    [InlineData("""{"to": 5}""")]
    [InlineData("""{"to": {"to": "earliest"}}""")]
    [InlineData("\u0000")]
    [InlineData("deep")]
    public async Task What_is_no_document_is_refused_with_a_sentence(string body)
    {
        foreach (string path in new[] { Plan, "/api/rewind/apply" })
        {
            HttpRequestMessage request = await Open.ChangeAsync(path, Earliest);
            request.Content = new StringContent(body == "deep" ? new string('[', 20_000) : body, new MediaTypeHeaderValue("application/json"));
            using HttpResponseMessage response = await Open.SendAsync(request);
            ((int)response.StatusCode).ShouldBe(body is """{"to": 5}""" or """{"to": {"to": "earliest"}}""" && path != Plan ? 409 : 400);
            (await response.Content.ReadAsStringAsync(Token)).ShouldStartWith("""{"error":""");
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_is_too_large_is_not_read(bool isChunked)
    {
        HttpRequestMessage request = await Open.ChangeAsync(Plan, new { to = "earliest", value = new string('x', 1_000_000) });
        request.Headers.TransferEncodingChunked = isChunked;
        request.Headers.ExpectContinue = true;
        (await StatusAsync(Open, request)).ShouldBe(413);
    }

    [Fact]
    public async Task A_plan_of_one_dashboard_is_confirmed_at_no_other()
    {
        (_, JsonElement plan) = await Open.PostAsync(Plan, Earliest);
        HttpRequestMessage request = await Open.ChangeAsync("/api/rewind/apply", new { plan = plan.GetProperty("plan").GetString() });
        request.RequestUri = new Uri($"{Closed.Origin}/api/rewind/apply{Closed.Url.Query}");
        request.Headers.Remove("Origin");
        request.Headers.Add("Origin", Closed.Origin);
        (await StatusAsync(Closed, request)).ShouldBe(403);
        (await (await stage.Dashboards.GroupAsync()).PositionsAsync()).ShouldBe("0:9 1:4 2:6");
    }

    [Theory]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("TRACE")]
    public async Task No_other_method_is_answered_and_no_origin_is_invited(string method)
    {
        HttpRequestMessage request = Open.Bare(new HttpMethod(method), "/api/state");
        request.Headers.Add("Origin", Open.Origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        using HttpResponseMessage response = await Open.SendAsync(request);
        ((int)response.StatusCode).ShouldBe(405);
        response.Headers.ShouldNotContain(header => header.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/page.js")]
    [InlineData("/api/state")]
    [InlineData("/nowhere")]
    public async Task Every_answer_forbids_what_is_foreign_inline_framed_or_kept(string path)
    {
        using HttpResponseMessage response = await Open.SendAsync(Open.Bare(HttpMethod.Get, path));
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("script-src 'self';");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        response.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        response.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"]);
        response.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);
        response.Headers.GetValues("Cross-Origin-Resource-Policy").ShouldBe(["same-origin"]);
        response.Headers.CacheControl.ShouldNotBeNull().NoStore.ShouldBeTrue();
        response.Headers.Server.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere_and_nothing_inline()
    {
        using HttpResponseMessage response = await Open.SendAsync(Open.Bare(HttpMethod.Get, "/"));
        string page = await response.Content.ReadAsStringAsync(Token);
        Foreign().Matches(page).ShouldBeEmpty();
        foreach (Match file in File().Matches(page))
        {
            (await StatusAsync(Open, Open.Bare(HttpMethod.Get, $"/{file.Groups["name"].Value}"))).ShouldBe(200);
        }
    }

    private static async Task<int> StatusAsync(RunningDashboard dashboard, HttpRequestMessage request)
    {
        using (request)
        {
            using HttpResponseMessage response = await dashboard.SendAsync(request);
            return (int)response.StatusCode;
        }
    }

    [GeneratedRegex("""<script(?![^>]*\ssrc=)|<style|\sstyle=|\son[a-z]+=|(src|href)="(https?:)?//""", RegexOptions.IgnoreCase)]
    private static partial Regex Foreign();

    [GeneratedRegex("""(src|href)="(?<name>[a-z.]+)""")]
    private static partial Regex File();
}
