using Checkpointing.Cli.Tests.Support;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>The page in a browser, as people use it.</summary>
public sealed class BrowserTests(Stage stage, BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_page_shows_what_there_is_and_the_browser_has_no_complaint()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--interval", "1s");

        (IPage page, List<string> complaints) = await browser.OpenAsync(dashboard.Url);

        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");
        await Expect(page.Locator("#card-owners .figure")).ToHaveTextAsync("2");
        await Expect(page.Locator("#card-latency .figure")).ToContainTextAsync("ms");
        await Expect(page.Locator("#group")).ToHaveTextAsync($"orders / {group.Group.Name}");
        await Expect(page.Locator("#partitions tbody tr")).ToHaveCountAsync(Stage.Partitions);
        await Expect(page.Locator("#partitions tbody tr").Nth(1)).ToContainTextAsync("worker-a");
        await Expect(page.Locator("#owners tbody tr").First).ToContainTextAsync("0, 1");
        await Expect(page.Locator("#freshness")).ToContainTextAsync("read ");
        await Expect(page.Locator("#mode")).ToHaveTextAsync("read-only");
        await Expect(page.Locator("#rewind form")).ToBeHiddenAsync();
        await Expect(page.Locator("#plot-behind .line")).ToHaveAttributeAsync("d", new System.Text.RegularExpressions.Regex("^M"));
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_rewind_is_planned_and_confirmed_by_the_keyboard_alone()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--allow-changes");
        (IPage page, List<string> complaints) = await browser.OpenAsync(dashboard.Url);
        ILocator plan = page.Locator("#plan");

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
        (IPage page, _) = await browser.OpenAsync(dashboard.Url);
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
        const string Hostile = "<img src=x onerror=alert(1)>";
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.ClaimAsync(Hostile, "0");
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings);

        (IPage page, List<string> complaints) = await browser.OpenAsync(dashboard.Url);

        await Expect(page.Locator("#owners tbody tr").First).ToContainTextAsync(Hostile);
        await Expect(page.Locator("#partitions tbody tr").First).ToContainTextAsync(Hostile);
        (await page.Locator("main img").CountAsync()).ShouldBe(0);
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task One_of_ten_thousand_partitions_is_found_by_the_keyboard()
    {
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(await Many.SettingsAsync(stage.MakeFolder()));
        (IPage page, List<string> complaints) = await browser.OpenAsync(dashboard.Url);
        ILocator rows = page.Locator("#partitions tbody tr");
        await Expect(rows).ToHaveCountAsync(50);
        await Expect(page.Locator("#partitions .pager")).ToContainTextAsync("page 1 of 200");

        await page.Locator("#partitions [data-step='1']").ClickAsync();
        await Expect(page.Locator("#partitions .pager")).ToContainTextAsync("page 2 of 200");
        await page.Keyboard.PressAsync("/");
        await page.Keyboard.TypeAsync("7777");

        await Expect(rows).ToHaveCountAsync(1);
        await Expect(rows.First).ToContainTextAsync("7777");
        await Expect(page.Locator("#card-behind")).ToBeHiddenAsync();
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_address_with_the_token_opens_the_page_and_the_token_goes_out_of_sight()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--token");

        (IPage page, List<string> complaints) = await browser.OpenAsync(dashboard.Url);
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");

        page.Url.ShouldBe($"{dashboard.Origin}/");
        await page.ReloadAsync();
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");
        complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_page_keeps_what_it_knows_when_the_dashboard_has_ended_and_says_that_it_is_old()
    {
        TestGroup group = await SeededAsync();
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(group.Settings, "--interval", "100ms");
        (IPage page, _) = await browser.OpenAsync(dashboard.Url);
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");

        (await dashboard.InterruptAsync()).ShouldBe((0, ""));

        await Expect(page.Locator("#problems")).ToContainTextAsync("The dashboard does not answer");
        await Expect(page.Locator("#freshness")).ToContainTextAsync("OLD: read ");
        await Expect(page.Locator("#card-behind .figure")).ToHaveTextAsync("18");
    }

    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        await group.SeedAsync();
        return group;
    }
}
