using System.Text.RegularExpressions;
using Checkpointing.Conformance;
using Checkpointing.Tests.Services;

namespace Checkpointing.Redis.Tests;

/// <summary>A server of its own, with kept records or empty.</summary>
public sealed partial class RedisStoredFormat : StoredFormat
{
    private readonly RedisServer _server;
    private readonly RedisCheckpointStore _store;

    private RedisStoredFormat(RedisServer server)
    {
        _server = server;
        _store = new RedisCheckpointStore(new RedisCheckpointStoreOptions { ConnectionString = server.EndPoint.ToString() });
    }

    public override ICheckpointStore Store => _store;

    /// <summary>Starts the server.</summary>
    /// <param name="format">A file of commands, or null.</param>
    public static async Task<RedisStoredFormat> OpenAsync(string? format)
    {
        RedisServer.Needed();
        RedisStoredFormat opened = new(await RedisServer.StartAsync());
        foreach (string line in format is null ? [] : await File.ReadAllLinesAsync(format))
        {
            await opened._server.CommandAsync(line.Split(' ', 4));
        }

        return opened;
    }

    /// <summary>A stored text without its versions and times.</summary>
    public static string Describe(string text) => Time().Replace(Version().Replace(text, "\"version\":\"VERSION\""), "TIME");

    public override async ValueTask<string> DescribeAsync()
    {
        List<string> lines = [];
        foreach (string key in (await _server.CommandAsync("KEYS", "*")).Split('\n').Order(StringComparer.Ordinal))
        {
            foreach (string field in (await _server.CommandAsync("HKEYS", key)).Split('\n').Order(StringComparer.Ordinal))
            {
                lines.Add($"{key} {field} {Describe(await _server.CommandAsync("HGET", key, field))}");
            }
        }

        return string.Join('\n', lines);
    }

    public override async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        await _server.DisposeAsync();
    }

    [GeneratedRegex("\"version\":\"[0-9a-f]{16}\"")]
    private static partial Regex Version();

    [GeneratedRegex(@"\b1\d{12}\b")]
    private static partial Regex Time();
}
