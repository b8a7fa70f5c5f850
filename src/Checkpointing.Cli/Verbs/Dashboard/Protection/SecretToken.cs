using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Checkpointing.Cli.Verbs.Dashboard.Protection;

/// <summary>A random text that only those know who were told. Guesses are compared in constant time.</summary>
internal sealed class SecretToken
{
    private const int Bytes = 32;

    private readonly byte[] _hash;

    private SecretToken(string text)
    {
        Text = text;
        _hash = Hash(text);
    }

    /// <summary>The text.</summary>
    public string Text { get; }

    /// <summary>A new one.</summary>
    public static SecretToken Make() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>Whether a text is the one. Hashes are compared, so that not even the length of a guess makes a difference.</summary>
    public bool Is(string? text) => text is not null && CryptographicOperations.FixedTimeEquals(Hash(text), _hash);

    /// <inheritdoc/>
    public override string ToString() => "***";

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
