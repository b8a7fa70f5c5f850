using System.Globalization;
using Npgsql;

namespace Checkpointing.Postgres.Tests;

/// <summary>One server for all tests of this assembly; each test has a schema of its own.</summary>
public sealed class PostgresFixture : IAsyncLifetime
{
    private Checkpointing.Tests.Services.Postgres? _server;
    private NpgsqlDataSource? _dataSource;
    private int _schemas;

    /// <summary>The server; skips or fails the running test when there is none.</summary>
    public Checkpointing.Tests.Services.Postgres Server
    {
        get
        {
            Checkpointing.Tests.Services.Postgres.Needed();
            return _server!;
        }
    }

    /// <summary>Connections of some other program, as the superuser.</summary>
    public NpgsqlDataSource DataSource => _dataSource ??= NpgsqlDataSource.Create(Server.ConnectionString);

    /// <summary>A name for a schema that no other test uses, in this run or another one.</summary>
    public string NewSchema() => string.Create(CultureInfo.InvariantCulture, $"test {Guid.NewGuid():n} {Interlocked.Increment(ref _schemas)}");

    public async ValueTask InitializeAsync() => _server = Checkpointing.Tests.Services.Postgres.IsAvailable ? await Checkpointing.Tests.Services.Postgres.StartAsync() : null;

    public async ValueTask DisposeAsync()
    {
        if (_dataSource is not null)
        {
            await _dataSource.DisposeAsync();
        }

        if (_server is not null)
        {
            await _server.DisposeAsync();
        }
    }
}
