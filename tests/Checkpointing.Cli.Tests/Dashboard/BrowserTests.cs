using Checkpointing.Cli.Tests.Support;
using Checkpointing.Tests.Services;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>The page in a browser, as people use it.</summary>
public sealed class BrowserTests(Stage stage)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_shows_what_there_is_and_the_browser_has_no_complaint()
    {
        TestGroup group = await stage.Dashboards.GroupAsync();
        RunningDashboard dashboard = await stage.Dashboards.ClosedAsync();

        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url);

        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");
        await Expect(page.Locator("#card-owners .figure")).ToHaveTextAsync("2");
        await Expect(page.Locator("#card-latency .figure")).ToContainTextAsync("ms");
        await Expect(page.Locator("#group")).ToHaveTextAsync($"orders / {group.Group.Name}");
        await Expect(page).ToHaveTitleAsync($"(1!) orders/{group.Group.Name}");
        await Expect(page.Locator("#partitions tbody tr")).ToHaveCountAsync(Stage.Partitions);
        await Expect(page.Locator("#partitions tbody tr").Nth(1)).ToContainTextAsync("worker-a");
        await Expect(page.Locator("#owners tbody tr").First).ToContainTextAsync("0, 1");
        await Expect(page.Locator("#freshness")).ToContainTextAsync("read ");
        await Expect(page.Locator("#mode")).ToHaveTextAsync("read-only");
        await Expect(page.Locator("#rewind form")).ToBeHiddenAsync();
        await Expect(page.Locator("#plot-behind .line")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M"));

        await page.Locator("#card-waiting button").ClickAsync();
        await Expect(page.Locator("#partitions tbody tr")).ToHaveCountAsync(1);
        await Expect(page.Locator("#partitions tbody tr").First).ToContainTextAsync("no owner");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rewind_is_planned_and_confirmed_by_the_keyboard_alone()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");
        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url);
        ILocator plan = page.Locator("#plan");

        // What is not shown yet takes no focus, and the keys would be lost.
        await Expect(page.Locator("#rewind [name=to]")).ToBeVisibleAsync();
        await page.Locator("#rewind [name=to]").FocusAsync();
        await page.Keyboard.TypeAsync("so many");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("2");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("0-1");
        await page.Keyboard.PressAsync("Enter");

        await Expect(plan.Locator("h2")).ToHaveTextAsync("Rewind 2 partitions to 2 events back?");
        await Expect(plan.Locator("tbody tr").First).ToHaveTextAsync("01082 againworker-a");
        await Expect(plan.Locator(".close")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Escape");
        await Expect(plan).ToBeHiddenAsync();
        (await group.PositionsAsync()).ShouldBe("0:9 1:4 2:6");

        await Expect(page.Locator("#rewind [name=partitions]")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(plan.Locator(".close")).ToBeFocusedAsync();
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.PressAsync("Enter");
        await Expect(plan.Locator("h2")).ToHaveTextAsync("2 partitions rewound");
        (await group.PositionsAsync()).ShouldBe("0:7 1:2 2:6");
        await page.Keyboard.PressAsync("Enter");
        await Expect(plan).ToBeHiddenAsync();
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_plan_that_became_stale_is_refused_with_a_sentence_on_the_page()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");
        (IPage page, _) = await stage.Browser.OpenAsync(dashboard.Url);
        await page.Locator("#rewind [name=to]").SelectOptionAsync("earliest");
        await page.Locator("#rewind [type=submit]").ClickAsync();
        await Expect(page.Locator("#plan .confirm")).ToBeVisibleAsync();

        await group.Backend.Operator.RewindAsync(group.Group, [new PartitionRewind("1", 0, null, "somebody else")], TestContext.Current.CancellationToken);
        await page.Locator("#plan .confirm").ClickAsync();

        await Expect(page.Locator("#plan .failure")).ToContainTextAsync("partition 1 has been moved back by somebody else");
        await Expect(page.Locator("#plan .confirm")).ToBeHiddenAsync();
        (await group.PositionsAsync()).ShouldBe("0:9 1:0 2:6");
    }

    [Fact]
    public async Task Names_that_the_store_holds_are_shown_as_text()
    {
        const string Owner = "<img src=x onerror=alert(1)>";
        const string Successor = "\"><svg onload=alert(2)>";
        const string Partition = "<script>alert(3)</script>";
        TestStore store = await TestStore.StartAsync("Sqlite", stage.MakeFolder());
        await using TestStore disposal = store;
        var group = new ConsumerGroup("<b>space", "<i>hub", "<iframe srcdoc=<script>alert(4)</script>");
        await store.Store.ClaimOwnershipAsync(group, [new OwnershipClaim(Partition, Owner, "one", Version: null)], Token);
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(
            new Dictionary<string, string?>(store.Settings) { ["Checkpointing:Store"] = "Sqlite" },
            "--interval", "50ms");
        await dashboard.StateAsync();
        PartitionOwnership record = (await store.Store.ListOwnershipAsync(group, Token)).Items.Single();
        await store.Store.ClaimOwnershipAsync(group, [new OwnershipClaim(Partition, Successor, "two", record.Version)], Token);

        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url);

        await Expect(page.Locator("#group")).ToHaveTextAsync($"{group.EventHubName} / {group.Name}");
        await Expect(page.Locator("#owners tbody tr").First).ToContainTextAsync(Successor);
        await Expect(page.Locator("#partitions tbody tr").First).ToContainTextAsync(Partition);
        await Expect(page.Locator("#takeovers li").First).ToContainTextAsync($"{Successor} took partition {Partition} over from {Owner}");
        (await page.Locator("main img, iframe, main script, main b, header i, td svg, li svg").CountAsync()).ShouldBe(0);
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_of_ten_thousand_partitions_is_found_by_the_keyboard()
    {
        RunningDashboard dashboard = await stage.Dashboards.LargeAsync();
        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url);
        ILocator rows = page.Locator("#partitions tbody tr");
        await Expect(rows).ToHaveCountAsync(50);
        await Expect(page.Locator("#partitions .pager")).ToContainTextAsync("page 1 of 200");
        await SharedBrowser.PictureAsync(page, "many");

        await page.Locator("#partitions [data-step='1']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.Locator("#partitions .pager")).ToContainTextAsync("page 2 of 200");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("7777");

        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("7777");
        await Expect(page.Locator("#card-behind")).ToBeHiddenAsync();
        await Expect(page.Locator("#rewind .explanation")).ToContainTextAsync("no event hub, which a rewind needs");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task With_nothing_in_the_store_and_no_answer_of_the_hub_the_page_says_so()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(
            new Dictionary<string, string?>(group.Settings)
            {
                ["Checkpointing:Processor:ConnectionString"] = $"Endpoint=sb://localhost:{Ports.Free()};EntityPath=orders;SharedAccessKeyName=key;SharedAccessKey=c2VjcmV0;UseDevelopmentEmulator=true",
                ["Checkpointing:Processor:RetryOptions:MaximumRetries"] = "0",
            },
            "--allow-changes");

        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url);

        await Expect(page.Locator("#partitions .empty")).ToHaveTextAsync("None is known: the store has no record of this group.");
        await Expect(page.Locator("#owners .empty")).ToHaveTextAsync("Nobody owns a partition.");
        await Expect(page.Locator("#problems li")).ToHaveCountAsync(1);
        await Expect(page.Locator("#problems")).ToContainTextAsync("event hub");
        await Expect(page.Locator("#freshness")).ToContainTextAsync("OUTAGE: read ");
        await SharedBrowser.PictureAsync(page, "none");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_address_with_the_token_opens_the_page_and_the_token_goes_nowhere_else()
    {
        RunningDashboard dashboard = await stage.Dashboards.ClosedAsync();
        string token = dashboard.Url.Query.Split('=')[1];
        List<IRequest> requests = [];

        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url, watch: requests.Add);
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");
        page.Url.ShouldBe($"{dashboard.Origin}/");
        await page.ReloadAsync();
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");

        requests.Count.ShouldBeGreaterThan(10);
        requests.ShouldAllBe(request => request.Url.StartsWith(dashboard.Origin, StringComparison.Ordinal));
        requests.Skip(1).ShouldAllBe(request => !request.Url.Contains(token, StringComparison.Ordinal));
        foreach (IRequest request in requests)
        {
            (await request.HeaderValueAsync("referer")).ShouldBeNull();
        }

        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task In_an_outage_of_the_store_the_page_keeps_what_it_knows_and_comes_back_by_itself()
    {
        await using StoreOutage scene = await StoreOutage.PrepareAsync(stage);
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(scene.Settings, "--interval", "50ms");
        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url);
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("40");

        await scene.Server.KillAsync();
        await Expect(page.Locator("#problems li")).ToHaveCountAsync(1);
        await Expect(page.Locator("#problems")).ToContainTextAsync("asked again until it answers");
        await Expect(page.Locator("#freshness")).ToContainTextAsync("OUTAGE: read ");
        await Expect(page).ToHaveTitleAsync(new System.Text.RegularExpressions.Regex("^OUTAGE "));
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("40");
        await Expect(page.Locator("#partitions tbody tr")).ToHaveCountAsync(Stage.Partitions);
        await SharedBrowser.PictureAsync(page, "outage");

        await scene.Server.StartAgainAsync();
        await Expect(page.Locator("#problems")).ToBeHiddenAsync();
        await Expect(page.Locator("#freshness")).Not.ToContainTextAsync("OUTAGE");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_keeps_what_it_knows_when_the_dashboard_has_ended_and_says_that_it_is_old()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--interval", "100ms");
        (IPage page, _) = await stage.Browser.OpenAsync(dashboard.Url);
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");

        (await dashboard.InterruptAsync()).ShouldBe((0, ""));

        await Expect(page.Locator("#problems")).ToContainTextAsync("The dashboard does not answer");
        await Expect(page.Locator("#freshness")).ToContainTextAsync("OUTAGE: read ");
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");
    }

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }
}
