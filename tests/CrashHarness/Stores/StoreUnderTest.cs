using Checkpointing;
using Checkpointing.Registration;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CrashHarness.Stores;

/// <summary>A real store, and what can be done to it. Processors reach it through a proxy, if it has a server; the run itself looks at it past the proxy.</summary>
internal abstract class StoreUnderTest(string backend) : IAsyncDisposable
{
    private ServiceProvider? _services;

    public string Backend => backend;

    /// <summary>The settings by which processors find it.</summary>
    public abstract IReadOnlyDictionary<string, string?> ProcessorSettings { get; }

    /// <summary>The settings by which the run finds it.</summary>
    public abstract IReadOnlyDictionary<string, string?> OwnSettings { get; }

    /// <summary>Whether there is a server to be killed, and connections to be cut.</summary>
    public abstract bool HasServer { get; }

    /// <summary>Whether an epoch means the same in all processes.</summary>
    public bool EpochsAreShared => backend != StoreCatalog.Blob;

    /// <summary>The store as the run itself uses it.</summary>
    public ICheckpointStore Store => (_services ??= BuildServices()).GetRequiredService<ICheckpointStore>();

    public ICheckpointStoreOperator Operator => (ICheckpointStoreOperator)Store;

    /// <summary>Ends the server as <c>kill -9</c> does, and starts it again after a while over what it left.</summary>
    public abstract Task KillAsync(TimeSpan down);

    /// <summary>Resets all connections to the server.</summary>
    public abstract void Cut();

    /// <summary>Lets no request get through or be carried out for a while, without an error that would tell.</summary>
    public abstract Task StallAsync(TimeSpan duration);

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        await DisposeServerAsync();
    }

    protected abstract ValueTask DisposeServerAsync();

    private ServiceProvider BuildServices()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(OwnSettings).Build();
        return new ServiceCollection().AddLogging(logging => logging.ClearProviders()).AddCheckpointStore(configuration).BuildServiceProvider();
    }
}
