using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Azure.Messaging.EventHubs.Authorization;

/// <summary>
/// Shared access signatures (https://learn.microsoft.com/azure/event-hubs/authenticate-shared-access-signature): the resource
/// and the moment of expiry, signed with HMAC-SHA256.
/// </summary>
internal static class SharedAccessSignature
{
    private const string Prefix = "SharedAccessSignature ";

    public static string Sign(string resource, string keyName, string key, DateTimeOffset expiresOn)
    {
        var audience = Uri.EscapeDataString(resource);
        var expiry = expiresOn.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), Encoding.UTF8.GetBytes(audience + "\n" + expiry));
        var signature = Uri.EscapeDataString(Convert.ToBase64String(hash));
        return $"{Prefix}sr={audience}&sig={signature}&se={expiry}&skn={Uri.EscapeDataString(keyName)}";
    }

    /// <summary>Reads the moment of expiry out of a signature.</summary>
    /// <exception cref="ArgumentException">It carries none.</exception>
    public static DateTimeOffset ReadExpiry(string signature)
    {
        var values = signature.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) ? signature[Prefix.Length..] : signature;
        foreach (var pair in values.Split('&'))
        {
            if (pair.StartsWith("se=", StringComparison.OrdinalIgnoreCase)
                && long.TryParse(pair.AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return DateTimeOffset.FromUnixTimeSeconds(seconds);
            }
        }

        throw new ArgumentException("The shared access signature is not well-formed: it does not say when it expires ('se').", nameof(signature));
    }
}
