using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Checkpointing.Redis;

/// <summary>A script of this assembly, one embedded file for each intention (folder Scripts).</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript ListRecords = new("records", "list-records");
    public static readonly RedisScript ReadRecord = new("records", "read-record");
    public static readonly RedisScript ClaimOwnership = new("records", "claim-ownership");
    public static readonly RedisScript WriteCheckpoints = new("records", "write-checkpoints");
    public static readonly RedisScript Rewind = new("records", "rewind");
    public static readonly RedisScript DeleteGroup = new("delete-group");
    public static readonly RedisScript ListNodes = new("list-nodes");
    public static readonly RedisScript ScanKeys = new("scan-keys");
    public static readonly RedisScript ServerInfo = new("server-info");

    private RedisScript(params string[] parts)
    {
        Text = string.Concat(parts.Select(Load));
        Hash = SHA1.HashData(Encoding.UTF8.GetBytes(Text));
    }

    /// <summary>The script itself.</summary>
    public string Text { get; }

    /// <summary>The name under which the server knows the script once it has run it.</summary>
    public byte[] Hash { get; }

    private static string Load(string name)
    {
        string resource = $"Checkpointing.Redis.Scripts.{name}.lua";
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)
            ?? throw new InvalidOperationException($"The assembly lacks its resource {resource}.");
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
