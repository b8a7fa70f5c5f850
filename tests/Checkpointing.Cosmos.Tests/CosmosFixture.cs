using Account = Checkpointing.Tests.Services.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>One account for all tests of this assembly.</summary>
public sealed class CosmosFixture : IAsyncLifetime
{
    /// <summary>The name of the database that all tests share; each has containers of its own.</summary>
    public const string DatabaseName = "checkpointing-tests";

    private Account? _account;

    /// <summary>The connection string; skips or fails the running test when there is no account.</summary>
    public string ConnectionString
    {
        get
        {
            Account.Needed();
            return _account!.ConnectionString;
        }
    }

    /// <summary>Options for a container of the account.</summary>
    public CosmosCheckpointStoreOptions Options(string containerName) => new()
    {
        ConnectionString = ConnectionString,
        DatabaseName = DatabaseName,
        ContainerName = containerName,
        ConnectionMode = Microsoft.Azure.Cosmos.ConnectionMode.Gateway,
        LimitToEndpoint = true,
    };

    public async ValueTask InitializeAsync() => _account = Account.IsAvailable ? await Account.StartAsync() : null;

    public ValueTask DisposeAsync() => _account?.DisposeAsync() ?? ValueTask.CompletedTask;
}
