using Microsoft.Data.Sqlite;

namespace CrashHarness.Stores;

/// <summary>A SQLite file that all processes share. There is no server to be killed; somebody who holds the write lock takes the place of a network that hangs.</summary>
internal sealed class EmbeddedStore(string file) : StoreUnderTest(StoreCatalog.Sqlite)
{
    public override IReadOnlyDictionary<string, string?> ProcessorSettings => OwnSettings;

    public override IReadOnlyDictionary<string, string?> OwnSettings { get; } = new Dictionary<string, string?>
    {
        ["Checkpointing:Store"] = StoreCatalog.Sqlite,
        ["Checkpointing:Sqlite:DataSource"] = file,
    };

    public override bool HasServer => false;

    public override Task KillAsync(TimeSpan down) => throw new NotSupportedException();

    public override void Cut() => throw new NotSupportedException();

    public override async Task StallAsync(TimeSpan duration)
    {
        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False;Default Timeout=30");
        await connection.OpenAsync();
        await using SqliteTransaction transaction = connection.BeginTransaction(deferred: false);
        await Task.Delay(duration);
        await transaction.RollbackAsync();
    }

    protected override ValueTask DisposeServerAsync() => ValueTask.CompletedTask;
}
