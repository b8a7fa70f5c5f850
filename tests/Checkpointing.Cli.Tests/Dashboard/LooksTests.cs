using Checkpointing.Cli.Tests.Support;
using Devkit.EventHubs.Broker;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>The page on a desk, in the dark, and on a phone. With <c>CHECKPOINTING_SCREENSHOTS</c> set to a folder it is left there as pictures, to be looked at.</summary>
public sealed class LooksTests(Stage stage)
{
    private const int Partitions = 12;

    /// <summary>The texts whose colour is too near to that behind them.</summary>
    private const string FaintTexts = """
        () => {
          const parts = colour => colour.match(/[\d.]+/g).map(Number);
          const luminance = colour => parts(colour).slice(0, 3).map(part => part / 255)
            .map(part => part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)
            .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
          const ground = element => {
            const colour = getComputedStyle(element).backgroundColor;
            return parts(colour)[3] === 0 && element.parentElement ? ground(element.parentElement) : colour;
          };
          const dialog = document.querySelector('dialog[open]');
          return [...(dialog ?? document).querySelectorAll('h1, h2, p, th, td, li, label, button, a, span, time, input, select')]
            .filter(element => element.checkVisibility() && [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
            .map(element => {
              const [high, low] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort((a, b) => b - a);
              return [(high + 0.05) / (low + 0.05), element.textContent.trim().slice(0, 40)];
            })
            .filter(([contrast]) => contrast < 4.5)
            .map(([contrast, text]) => `${contrast.toFixed(2)}: ${text}`);
        }
        """;

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

        (IPage page, List<string> complaints) = await stage.Browser.OpenAsync(dashboard.Url);
        await Expect(page.Locator("#partitions tbody tr")).ToHaveCountAsync(Partitions);
        string light = await LookAsync(page, "light", 1280, ColorScheme.Light);
        string dark = await LookAsync(page, "dark", 1280, ColorScheme.Dark);
        await LookAsync(page, "phone", 320, ColorScheme.Light);
        await LookAsync(page, "phone-dark", 390, ColorScheme.Dark);

        dark.ShouldNotBe(light);
        complaints.ShouldBeEmpty();
    }

    /// <summary>Looks at the page, and at the plan of a rewind, in a window of a width.</summary>
    /// <returns>The colour of the ground.</returns>
    private static async Task<string> LookAsync(IPage page, string name, int width, ColorScheme scheme)
    {
        await page.SetViewportSizeAsync(width, 800);
        await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme, ReducedMotion = ReducedMotion.Reduce });
        await SharedBrowser.PictureAsync(page, name);
        await IsReadableAsync(page, width);

        await page.Locator("#rewind [name=to]").SelectOptionAsync("back");
        await page.Locator("#rewind [name=value]").FillAsync("100");
        await page.Locator("#rewind [type=submit]").ClickAsync();
        await Expect(page.Locator("#plan .close")).ToBeFocusedAsync();
        await IsReadableAsync(page, width);
        await SharedBrowser.PictureAsync(page, $"{name}-plan", isWhole: false);
        await page.Keyboard.PressAsync("Escape");
        await Expect(page.Locator("#rewind [type=submit]")).ToBeFocusedAsync();
        return await page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
    }

    /// <summary>Nothing has to be moved sideways, and every text stands out from its ground as <see href="https://www.w3.org/TR/WCAG22/#contrast-minimum"/> asks.</summary>
    private static async Task IsReadableAsync(IPage page, int width)
    {
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).ShouldBeLessThanOrEqualTo(width, "it has to be moved sideways to be read");
        (await page.EvaluateAsync<string[]>(FaintTexts)).ShouldBeEmpty();
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
