using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Dashboard;

/// <summary>The dashboards that the tests of the rules share, which change nothing: one that may, and one that needs a token.</summary>
public sealed class SharedDashboards(Stage stage) : IAsyncLifetime
{
    /// <summary>It allows changes.</summary>
    public RunningDashboard Open { get; private set; } = null!;

    /// <summary>It needs a token, and only shows.</summary>
    public RunningDashboard Closed { get; private set; } = null!;

    /// <summary>The settings of their group.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        TestGroup group = await stage.GroupAsync("Sqlite");
        Settings = group.Settings;
        await group.SeedAsync();
        Task<RunningDashboard> open = RunningDashboard.StartAsync(group.Settings, "--allow-changes", "--host", "ops.example");
        Closed = await RunningDashboard.StartAsync(group.Settings, "--token");
        Open = await open;
    }

    public async ValueTask DisposeAsync()
    {
        await Open.DisposeAsync();
        await Closed.DisposeAsync();
    }
}
