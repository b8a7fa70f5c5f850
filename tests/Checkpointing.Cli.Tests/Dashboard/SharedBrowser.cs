using Checkpointing.Tests.Services;
using Microsoft.Playwright;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>One browser for all tests of the page; each of them has a window of its own.</summary>
public sealed class SharedBrowser : IAsyncDisposable
{
    /// <summary>For how long what is expected may take to come; a busy machine is no failure.</summary>
    private const float PatienceMilliseconds = 30_000;

    private static readonly string? Pictures = Environment.GetEnvironmentVariable("CHECKPOINTING_SCREENSHOTS");

    private readonly Lazy<Task<(IPlaywright Driver, IBrowser Browser)>> _browser = new(StartAsync);

    /// <summary>Opens a page in a window of its own, and notes whatever the browser complains about.</summary>
    public async Task<(IPage Page, List<string> Complaints)> OpenAsync(Uri url, Action<IRequest>? watch = null)
    {
        Chromium.Needed();
        IBrowserContext window = await (await _browser.Value).Browser.NewContextAsync();
        IPage page = await window.NewPageAsync();
        List<string> complaints = [];
        page.PageError += (_, error) => complaints.Add(error);
        page.Dialog += (_, dialog) => complaints.Add(dialog.Message);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                complaints.Add(message.Text);
            }
        };
        page.Request += (_, request) => watch?.Invoke(request);
        await page.GotoAsync(url.ToString());
        return (page, complaints);
    }

    /// <summary>Leaves a picture of a page, to be looked at, in the folder that <c>CHECKPOINTING_SCREENSHOTS</c> names; without one nothing is done.</summary>
    public static async Task PictureAsync(IPage page, string name, bool isWhole = true)
    {
        if (Pictures is not null)
        {
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(Pictures, $"{name}.png"), FullPage = isWhole });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser.IsValueCreated)
        {
            (IPlaywright driver, IBrowser browser) = await _browser.Value;
            await browser.DisposeAsync();
            driver.Dispose();
        }
    }

    private static async Task<(IPlaywright Driver, IBrowser Browser)> StartAsync()
    {
        Assertions.SetDefaultExpectTimeout(PatienceMilliseconds);
        IPlaywright driver = await Playwright.CreateAsync();
        return (driver, await driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Chromium.Executable }));
    }
}
