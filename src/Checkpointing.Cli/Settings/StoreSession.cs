using Checkpointing.Cli.CommandLine;
using Checkpointing.Cli.Terminal;
using Checkpointing.Registration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Checkpointing.Cli.Settings;

/// <summary>A store that the settings name, for as long as a command needs it.</summary>
internal sealed class StoreSession : IAsyncDisposable
{
    private readonly ServiceProvider _services;

    private StoreSession(string name, ServiceProvider services, ICheckpointStore store, ToolSettings settings)
    {
        Name = name;
        _services = services;
        Store = store;
        Settings = settings;
    }

    /// <summary>The store's name, as the settings have it.</summary>
    public string Name { get; }

    /// <summary>The store.</summary>
    public ICheckpointStore Store { get; }

    /// <summary>The settings that it was made from.</summary>
    public ToolSettings Settings { get; }

    /// <summary>The store's operations for operators.</summary>
    public ICheckpointStoreOperator Operator =>
        Store as ICheckpointStoreOperator ?? throw new CliException(ExitCode.Misused, $"the {Name} store has no operations for operators.");

    /// <summary>Makes the store. No request is sent yet.</summary>
    public static StoreSession Open(ToolSettings settings, Screen screen, bool verbose)
    {
        string name = StoreNames.Require(settings);
        ServiceCollection services = new();
        services.AddSingleton<ILoggerFactory>(new ScreenLoggerFactory(screen, verbose));
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddCheckpointStore(settings.Configuration);
        ServiceProvider provider = services.BuildServiceProvider();
        try
        {
            ICheckpointStore store = provider.GetRequiredService<ICheckpointStore>();
            return new StoreSession(name, provider, store, settings);
        }
        catch
        {
            provider.Dispose();
            throw;
        }
    }

    /// <summary>The groups of which the store holds any state, without those of the doctor's.</summary>
    public async Task<IReadOnlyList<ConsumerGroup>> ListGroupsAsync(CancellationToken cancellationToken) =>
        [.. (await Operator.ListGroupsAsync(cancellationToken).ConfigureAwait(false)).Where(group => !ProbeGroup.Is(group))];

    /// <summary>What a failure of this store means to the operator: which store it was, where it is, and what to do.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="name">The store's name, if it is called by another one than the settings'.</param>
    public CliException Explain(CheckpointStoreException failure, string? name = null)
    {
        string server = StoreAddress.Server(Name, Settings.StoreSection) is { } known ? $" at {known}" : "";
        return new CliException(ExitCode.Failed, $"{name ?? Name}{server}: {failure.Message}{Failures.Advice(failure, $" {Settings.OptionsOfStore}")}", failure);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
