using Checkpointing.Cli.Tests.Support;
using Devkit.EventHubs.Broker;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>The page on a desk, in the dark, and on a phone. With <c>CHECKPOINTING_SCREENSHOTS</c> set to a folder it is left there as pictures, to be looked at.</summary>
public sealed class LooksTests(Stage stage, BrowserFixture browser) : IClassFixture<BrowserFixture>
{
    private const int Partitions = 12;

    private static readonly string? Pictures = Environment.GetEnvironmentVariable("CHECKPOINTING_SCREENSHOTS");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_page_fits_every_screen_and_keeps_to_the_colours_that_are_preferred()
    {
        await using EventHubsBroker broker = await EventHubsBroker.StartAsync(new EventHubsBrokerOptions { AcceptAnyConsumerGroup = true }.AddHub(Stage.Hub, Partitions), Token);
        TestStore store = await stage.StoreAsync("Sqlite");
        var group = new ConsumerGroup(broker.FullyQualifiedNamespace, Stage.Hub, $"billing-{Guid.NewGuid():n}"[..14]);
        await PrepareAsync(broker, store.Store, group);
        await using RunningDashboard dashboard = await RunningDashboard.StartAsync(
            new Dictionary<string, string?>(store.Settings)
            {
                ["Checkpointing:Store"] = "Sqlite",
                ["Checkpointing:Processor:ConnectionString"] = broker.GetConnectionString(Stage.Hub),
                ["Checkpointing:Processor:ConsumerGroup"] = group.Name,
            },
            "--allow-changes", "--interval", "50ms");
        await dashboard.StateAsync();
        await ChangeAsync(broker, store.Store, group, dashboard);

        string light = await LookAsync(dashboard, "light", 1280, ColorScheme.Light);
        string dark = await LookAsync(dashboard, "dark", 1280, ColorScheme.Dark);
        await LookAsync(dashboard, "phone", 320, ColorScheme.Light);
        await LookAsync(dashboard, "phone-dark", 390, ColorScheme.Dark);

        dark.ShouldNotBe(light);
    }

    /// <summary>Opens the page and the plan of a rewind in a window of a width.</summary>
    /// <returns>The colour of the ground.</returns>
    private async Task<string> LookAsync(RunningDashboard dashboard, string name, int width, ColorScheme scheme)
    {
        (IPage page, List<string> complaints) = await browser.OpenAsync(
            dashboard.Url, new BrowserNewContextOptions { ViewportSize = new ViewportSize { Width = width, Height = 800 }, ColorScheme = scheme });
        await Expect(page.Locator("#partitions tbody tr")).ToHaveCountAsync(Partitions);
        await PictureAsync(page, name, isWhole: true);
        await FitsAsync(page, width);

        await page.Locator("#rewind [name=to]").SelectOptionAsync("back");
        await page.Locator("#rewind [name=value]").FillAsync("100");
        await page.Locator("#rewind [type=submit]").ClickAsync();
        await Expect(page.Locator("#plan .close")).ToBeFocusedAsync();
        await FitsAsync(page, width);
        await PictureAsync(page, $"{name}-plan", isWhole: false);
        complaints.ShouldBeEmpty();
        return await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    private static async Task FitsAsync(IPage page, int width)
    {
        const string TooWide = "[...document.querySelectorAll('body *')].filter(element => element.checkVisibility() && element.getBoundingClientRect().right > innerWidth + 1).map(element => element.outerHTML.slice(0, 80))";
        string[] tooWide = (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")) > width ? await page.EvaluateAsync<string[]>(TooWide) : [];
        tooWide.ShouldBeEmpty("it has to be moved sideways to be read");
    }

    private static async Task PictureAsync(IPage page, string name, bool isWhole)
    {
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}.png"), FullPage = isWhole });
        }
    }

    private static async Task PrepareAsync(EventHubsBroker broker, ICheckpointStore store, ConsumerGroup group)
    {
        Publish(broker, 400);
        await store.ClaimOwnershipAsync(
            group, [.. Enumerable.Range(0, Partitions - 1).Select(partition => new OwnershipClaim($"{partition}", $"billing-7d9f6c5b8-{"abc"[partition % 3]}x2kq", "one", Version: null))], Token);
        await WriteAsync(store, group, 250);
    }

    /// <summary>A worker goes, another one takes over, and some catch up: what a history and takeovers are for.</summary>
    private static async Task ChangeAsync(EventHubsBroker broker, ICheckpointStore store, ConsumerGroup group, RunningDashboard dashboard)
    {
        PartitionResults<PartitionOwnership> records = await store.ListOwnershipAsync(group, Token);
        await store.ClaimOwnershipAsync(
            group, [.. records.Items.Where(record => record.OwnerId.EndsWith("cx2kq", StringComparison.Ordinal)).Select(record => new OwnershipClaim(record.PartitionId, "billing-7d9f6c5b8-bx2kq", "one", record.Version))], Token);
        for (int step = 1; step <= 8; step++)
        {
            Publish(broker, 60 + (40 * (step % 3)));
            await WriteAsync(store, group, 250 + (step * 90));
            int points = (await dashboard.GetAsync("/api/state")).GetProperty("eventsBehind").GetArrayLength();
            await dashboard.StateAsync(state => state.GetProperty("eventsBehind").GetArrayLength() >= points + 2);
        }
    }

    private static void Publish(EventHubsBroker broker, int events)
    {
        for (int number = 0; number < events * Partitions; number++)
        {
            broker.Publish(Stage.Hub, $"{number % Partitions}", "an order");
        }
    }

    private static async Task WriteAsync(ICheckpointStore store, ConsumerGroup group, int position)
    {
        Dictionary<string, PartitionOwnership> records = (await store.ListOwnershipAsync(group, Token)).Items.ToDictionary(record => record.PartitionId);
        await store.WriteCheckpointsAsync(
            group,
            [.. records.Values.Where(record => record.PartitionId != "3").Select(record => new CheckpointWrite(record.PartitionId, position, Offset: null, record.Epoch, record.OwnerId))],
            Token);
    }
}
