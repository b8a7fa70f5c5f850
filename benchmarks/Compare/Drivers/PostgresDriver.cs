using Compare.Contest;
using Npgsql;

namespace Compare.Drivers;

/// <summary>Prepared statements on connections of their own, in a table with the store's key, at the server's default durability.</summary>
internal sealed class PostgresDriver : BareDriver
{
    private readonly List<PostgresLane> _lanes = [];
    private string _connectionString = "";

    public override DriverRequests Requests { get; } = new(
        "prepared UPDATE of one row",
        "one prepared UPDATE from an array",
        "prepared SELECT of one row",
        "prepared SELECT of the group's rows",
        "one prepared UPDATE from two arrays",
        "one prepared INSERT from two arrays");

    public override async Task StartAsync(string connectionString, int partitions, int listed)
    {
        _connectionString = connectionString;
        await ExecuteAsync(
            $"""
            CREATE TABLE {Space} (
                consumer_group text COLLATE "C", id text COLLATE "C", sequence_number bigint, event_offset text, owner text, version text,
                PRIMARY KEY (consumer_group, id)) WITH (fillfactor = 50);
            """);
        for (int lane = 0; lane < Sizes.Lanes; lane++)
        {
            _lanes.Add(await PostgresLane.OpenAsync(connectionString, Space, Group));
        }

        await InsertAsync(Group, Ids.Of(partitions), Ids.Of(partitions));
        await InsertAsync(ListGroup, Ids.Of(listed), Ids.Of(listed));
    }

    public override Task<int> WriteAsync(int lane, long sequenceNumber) => _lanes[lane].WriteAsync(Ids.Of(lane, 1).First(), sequenceNumber);

    public override Task<int> WriteAsync(string[] partitionIds, long sequenceNumber) => _lanes[0].WriteAsync(partitionIds, sequenceNumber);

    public override Task<int> ReadAsync() => _lanes[0].ReadAsync();

    public override Task<int> ListAsync() => _lanes[0].ListAsync(ListGroup);

    public override Task<int> ClaimAsync(int lane, string[] partitionIds, string[] versions) => _lanes[lane].ClaimAsync(partitionIds, versions);

    /// <remarks>Rows that are updated as they come are locked as they come, which ends in a deadlock.</remarks>
    public override Task<int> ContendAsync(int lane, string[] partitionIds, string[] versions) => _lanes[lane].ContendAsync(partitionIds, versions);

    public override Task<int> InsertAsync(string group, string[] partitionIds, string[] versions) => _lanes[0].InsertAsync(group, partitionIds, versions);

    public override async ValueTask DisposeAsync()
    {
        foreach (PostgresLane lane in _lanes)
        {
            await lane.DisposeAsync();
        }

        await ExecuteAsync($"DROP TABLE IF EXISTS {Space};");
    }

    private async Task ExecuteAsync(string sql)
    {
        await using NpgsqlConnection connection = new(_connectionString);
        await connection.OpenAsync();
        await using NpgsqlCommand command = new(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
