using System.Security.Cryptography;
using System.Text;

namespace Checkpointing.Cosmos.Documents;

/// <summary>
/// The version of an ownership: a random part that never comes back, and a print of owner and instance. By the print a claimer sees from the
/// version alone whether it renews its own record, which keeps the epoch, or takes another's, which raises it: either is then one conditional
/// request.
/// </summary>
internal static class OwnershipVersion
{
    private const int PartLength = 16;

    /// <summary>A new version, for the record as it will be when the claim is won.</summary>
    public static string New(string ownerId, string? ownerInstance) =>
        $"{RandomNumberGenerator.GetHexString(PartLength, lowercase: true)}-{Print(ownerId, ownerInstance)}";

    /// <summary>Whether a record of that version, if there is one, belongs to an owner's instance.</summary>
    public static bool IsOf(string version, string ownerId, string? ownerInstance) =>
        ownerId.Length > 0 && version.EndsWith('-' + Print(ownerId, ownerInstance), StringComparison.Ordinal);

    private static string Print(string ownerId, string? ownerInstance) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{ownerId.Length}:{ownerId}{ownerInstance}")))[..PartLength];
}
