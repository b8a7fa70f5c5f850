using Checkpointing.Tests.Services;

namespace Checkpointing.Blob.Tests;

/// <summary>One blob service for all tests of this assembly.</summary>
public sealed class AzuriteFixture : IAsyncLifetime
{
    private Azurite? _azurite;

    /// <summary>The connection string; skips or fails the running test when there is no service.</summary>
    public string ConnectionString
    {
        get
        {
            Azurite.Needed();
            return _azurite!.ConnectionString;
        }
    }

    public async ValueTask InitializeAsync() => _azurite = Azurite.IsAvailable ? await Azurite.StartAsync() : null;

    public ValueTask DisposeAsync() => _azurite?.DisposeAsync() ?? ValueTask.CompletedTask;
}
