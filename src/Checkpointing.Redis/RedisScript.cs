using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace Checkpointing.Redis;

/// <summary>A script of this assembly, put together from embedded files (folder Scripts).</summary>
internal sealed class RedisScript
{
    public static readonly RedisScript ListNodes = new("list-nodes");
    public static readonly RedisScript ScanKeys = new("scan-keys");
    public static readonly RedisScript ServerInfo = new("server-info");

    /// <summary>Puts a script together.</summary>
    /// <param name="parts">The names of its files, in order.</param>
    public RedisScript(params IEnumerable<string> parts)
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
