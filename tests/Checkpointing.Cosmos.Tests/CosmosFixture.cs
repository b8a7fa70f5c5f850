using Microsoft.Azure.Cosmos;
using Account = Checkpointing.Tests.Services.Cosmos;

namespace Checkpointing.Cosmos.Tests;

/// <summary>One account for all tests of this assembly.</summary>
public sealed class CosmosFixture : IAsyncLifetime
{
    /// <summary>The name of the database that all tests of this run share; each has containers of its own.</summary>
    public static readonly string DatabaseName = "checkpointing-tests-" + Guid.NewGuid().ToString("n");

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
        ConnectionMode = ConnectionMode.Gateway,
        LimitToEndpoint = true,
    };

    public async ValueTask InitializeAsync() => _account = Account.IsAvailable ? await Account.StartAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (_account is { } account)
        {
            // The account may be one that goes on, and containers cost money.
            using (CosmosClient client = Options("any").CreateClient())
            using (await client.GetDatabase(DatabaseName).DeleteStreamAsync())
            {
            }

            await account.DisposeAsync();
        }
    }
}
