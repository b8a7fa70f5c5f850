using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>The dashboards that tests share which change nothing; each is started when it is first asked for.</summary>
public sealed class SharedDashboards : IAsyncDisposable
{
    /// <summary>A run of all tests lasts for minutes, in which owners would expire and partitions count as stuck.</summary>
    private static readonly string[] NothingAges = ["--expiration", "1d", "--stuck-after", "1d"];

    private readonly Lazy<Task<TestGroup>> _group;
    private readonly Lazy<Task<RunningDashboard>> _open;
    private readonly Lazy<Task<RunningDashboard>> _closed;
    private readonly Lazy<Task<RunningDashboard>> _large;

    public SharedDashboards(Stage stage)
    {
        _group = new(async () =>
        {
            TestGroup group = await stage.GroupAsync("Sqlite");
            await group.SeedAsync();
            return group;
        });
        _open = new(async () => await RunningDashboard.StartAsync((await _group.Value).Settings, ["--allow-changes", "--host", "ops.example", "--host", "192.0.2.7", .. NothingAges]));
        _closed = new(async () => await RunningDashboard.StartAsync((await _group.Value).Settings, ["--token", "--interval", "1s", .. NothingAges]));
        _large = new(async () => await RunningDashboard.StartAsync(await Many.SettingsAsync(stage.MakeFolder())));
    }

    /// <summary>It allows changes, and is known by two names more.</summary>
    public Task<RunningDashboard> OpenAsync() => _open.Value;

    /// <summary>It needs a token, and only shows.</summary>
    public Task<RunningDashboard> ClosedAsync() => _closed.Value;

    /// <summary>It shows <see cref="Many"/> partitions.</summary>
    public Task<RunningDashboard> LargeAsync() => _large.Value;

    /// <summary>The group of the first two.</summary>
    public Task<TestGroup> GroupAsync() => _group.Value;

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<Task<RunningDashboard>> dashboard in new[] { _open, _closed, _large }.Where(dashboard => dashboard.IsValueCreated))
        {
            await (await dashboard.Value).DisposeAsync();
        }
    }
}
