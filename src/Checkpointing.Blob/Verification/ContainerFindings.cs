using System.Globalization;
using Azure.Storage.Blobs.Models;
using Checkpointing.Blob.Layout;

namespace Checkpointing.Blob.Verification;

/// <summary>What a container's settings and contents mean to the store, in plain sentences.</summary>
internal static class ContainerFindings
{
    private const string Unknown = "could not be checked: the store's own permissions do not show it.";

    /// <summary>Versioning shows on blobs only.</summary>
    public static readonly StoreFinding NoBlobYet =
        Advice("Whether versioning is off could not be checked: it shows on blobs, and the container holds none yet.");

    public static readonly StoreFinding UnknownVersioning = Advice($"Whether versioning is off {Unknown}");

    public static readonly StoreFinding UnknownProtection = Advice($"Whether the container forbids changes (an immutability policy, a legal hold) {Unknown}");

    public static readonly StoreFinding UnknownSoftDelete = Advice($"Whether soft delete is off {Unknown} Look at the account's page 'Data protection'.");

    public static readonly StoreFinding UnknownNamespace = Advice($"Whether the account has a hierarchical namespace {Unknown} Look at the account's overview.");

    /// <summary>Judges what lies in the container; the first page of it is enough.</summary>
    public static IEnumerable<StoreFinding> InBlobs(BlobPaths paths, IReadOnlyList<BlobItem> blobs)
    {
        string[] strangers = [.. blobs.Select(blob => blob.Name).Where(name => BlobPaths.GroupOf(name) is null)];
        if (strangers.Length > 0)
        {
            yield return Advice(
                $"The container holds {Count(strangers)} that no checkpoint store wrote, such as '{strangers[0]}'. "
                + "Give checkpoints a container of their own: listing reads past all of them, and rules made for them apply to checkpoints too.");
        }

        string[] capitals = [.. blobs.Select(blob => blob.Name).Where(name => BlobPaths.GroupOf(name) is { } group && !paths.IsSpelledRight(name, group))];
        if (capitals.Length > 0)
        {
            yield return Advice(
                $"The container holds {Count(capitals)} at paths where the store does not look, such as '{capitals[0]}': the SDKs for Java, Go and Rust keep the capitals of names. "
                + $"Unless {nameof(BlobCheckpointStoreOptions.SpelledGroups)} names that group with its capitals, those are not read.");
        }

        AccessTier? slow = blobs.Select(blob => blob.Properties.AccessTier).FirstOrDefault(tier => tier is not null && tier != AccessTier.Hot && tier != AccessTier.Premium);
        if (slow is not null)
        {
            yield return Advice($"Blobs are in the access tier '{slow}': each read and write costs several times what it costs in 'Hot'. Set the account's default tier to 'Hot'.");
        }
    }

    /// <summary>Judges by the properties of one blob.</summary>
    public static IEnumerable<StoreFinding> InBlob(BlobProperties blob)
    {
        if (!string.IsNullOrEmpty(blob.VersionId))
        {
            yield return Advice("Versioning is on: every checkpoint and every renewal leaves a copy, which costs money and slows lists down. Switch it off for this account.");
        }
    }

    /// <summary>Judges by the container's properties.</summary>
    public static IEnumerable<StoreFinding> InContainer(BlobContainerProperties container)
    {
        if (container.HasImmutabilityPolicy == true || container.HasLegalHold == true)
        {
            yield return new StoreFinding(IsError: true, "The container has an immutability policy or a legal hold: checkpoints cannot be changed once they are written. Take it off.");
        }

        if (container.PublicAccess is { } access && access != PublicAccessType.None)
        {
            yield return Advice("The container can be read by anybody. Switch its public access off: checkpoints tell the names of hubs, groups and processors.");
        }
    }

    /// <summary>Judges by the settings of the blob service.</summary>
    public static IEnumerable<StoreFinding> InService(BlobServiceProperties service)
    {
        if (service.DeleteRetentionPolicy?.Enabled == true)
        {
            yield return Advice("Soft delete for blobs is on: every checkpoint and every renewal leaves a copy, which costs money and slows the next ones down. Switch it off for this account.");
        }
    }

    /// <summary>Judges by what the account is.</summary>
    public static IEnumerable<StoreFinding> InAccount(AccountInfo account)
    {
        if (account.IsHierarchicalNamespaceEnabled)
        {
            yield return Advice("The account has a hierarchical namespace, which makes each request on a blob slower. Use an account without it.");
        }
    }

    private static string Count(string[] names) => names.Length == 1 ? "a blob" : string.Create(CultureInfo.InvariantCulture, $"{names.Length} blobs");

    private static StoreFinding Advice(string message) => new(IsError: false, message);
}
