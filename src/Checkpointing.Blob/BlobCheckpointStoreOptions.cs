using Azure.Identity;
using Azure.Storage.Blobs;
using Checkpointing.Backends;
using Checkpointing.Blob.Layout;
using Checkpointing.Resilience;

namespace Checkpointing.Blob;

/// <summary>
/// Which container the blob store uses and how hard it tries. The container comes from a connection string, from an address, or from the
/// program.
/// </summary>
public sealed class BlobCheckpointStoreOptions
{
    /// <summary>The default of <see cref="MaxConcurrency"/>: 16.</summary>
    public const int DefaultMaxConcurrency = 16;

    private const int MostConcurrency = 256;
    private const string WebAddress = "it has to be an absolute address that begins with https:// (or http:// for an emulator).";

    /// <summary>The connection string of the storage account; needs <see cref="ContainerName"/>. Secret.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The name of the container, with <see cref="ConnectionString"/> or <see cref="AccountUri"/>.</summary>
    public string? ContainerName { get; set; }

    /// <summary>
    /// The address of the account's blob service, such as <c>https://contoso.blob.core.windows.net</c>; needs <see cref="ContainerName"/>
    /// and <see cref="Credential"/>.
    /// </summary>
    public Uri? AccountUri { get; set; }

    /// <summary>
    /// The address of the container, such as <c>https://contoso.blob.core.windows.net/checkpoints</c>. Secret if it holds a shared access
    /// signature.
    /// </summary>
    public Uri? ContainerUri { get; set; }

    /// <summary>
    /// How the store proves who it is at <see cref="AccountUri"/> or <see cref="ContainerUri"/>. For other credentials give a
    /// <see cref="BlobContainerClient"/> of your own.
    /// </summary>
    public BlobCredentialKind Credential { get; set; } = BlobCredentialKind.None;

    /// <summary>The key of a <see cref="BlobContainerClient"/> in the service container, in place of all of the above.</summary>
    public string? ServiceKey { get; set; }

    /// <summary>
    /// The version of the service's interface to speak, such as <c>V2021_12_02</c>; the client library's newest if null. An older
    /// emulator may need an older one.
    /// </summary>
    public BlobClientOptions.ServiceVersion? ServiceVersion { get; set; }

    /// <summary>
    /// How many requests one call may have under way; 1 to 256. Blobs know no batches, so a claim of many partitions is as many requests.
    /// </summary>
    public int MaxConcurrency { get; set; } = DefaultMaxConcurrency;

    /// <summary>
    /// Groups whose blobs keep the capitals of their names, each as <c>namespace/hub/group</c>, spelled as their other processors spell them.
    /// Needed only where a group with capitals in a name is shared with, or was left by, the SDKs for Java, Go or Rust, which do not lower-case;
    /// empty by default.
    /// </summary>
    public IList<string> SpelledGroups { get; } = [];

    /// <summary>Time limits and retries, in place of the client library's own.</summary>
    public StoreResilienceOptions Resilience { get; set; } = new();

    /// <summary>How many blobs a page of a list holds at most; the service's own limit if null.</summary>
    internal int? ListPageSize { get; set; }

    /// <summary>Names the container; never a key or a signature.</summary>
    public override string ToString() => ContainerUri is null
        ? $"blob container '{ContainerName}'{(AccountUri is null ? "" : $" at {AccountUri.Host}")}"
        : $"blob container '{ContainerUri.AbsolutePath.Trim('/')}' at {ContainerUri.Host}";

    /// <summary>Throws if a setting is missing or wrong.</summary>
    /// <param name="section">The path of the configuration section, for messages.</param>
    /// <param name="hasClient">Whether the program gives the container itself.</param>
    internal void Validate(string section, bool hasClient)
    {
        SettingsViolations violations = new(section);
        if (!hasClient)
        {
            bool[] ways = [!string.IsNullOrWhiteSpace(ConnectionString), AccountUri is not null, ContainerUri is not null, !string.IsNullOrWhiteSpace(ServiceKey)];
            int given = ways.Count(isSet => isSet);
            violations.Unless(
                given == 1,
                nameof(ConnectionString),
                given: null,
                $"exactly one of {nameof(ConnectionString)}, {nameof(AccountUri)}, {nameof(ContainerUri)} and {nameof(ServiceKey)} is required; {given} are set.");
            violations.Unless(
                !string.IsNullOrWhiteSpace(ContainerName) == (!string.IsNullOrWhiteSpace(ConnectionString) || AccountUri is not null),
                nameof(ContainerName),
                ContainerName,
                $"the name of the container is required with {nameof(ConnectionString)} and {nameof(AccountUri)}, and only with them.");
            violations.Unless(
                Credential != BlobCredentialKind.Default || AccountUri is not null || ContainerUri is not null,
                nameof(Credential),
                Credential,
                $"a credential goes with {nameof(AccountUri)} or {nameof(ContainerUri)} only.");
            violations.Unless(
                AccountUri is null || Credential == BlobCredentialKind.Default,
                nameof(Credential),
                Credential,
                $"{nameof(AccountUri)} needs the credential 'Default'.");
            violations.Unless(IsWebAddress(AccountUri), nameof(AccountUri), given: null, WebAddress);
            violations.Unless(IsWebAddress(ContainerUri), nameof(ContainerUri), given: null, WebAddress);
        }

        foreach (IGrouping<string, string> group in SpelledGroups.GroupBy(spelled => spelled, StringComparer.OrdinalIgnoreCase))
        {
            violations.Unless(
                BlobPaths.GroupOf(group.Key + "/ownership/") is not null,
                nameof(SpelledGroups),
                group.Key,
                "it has to be 'namespace/hub/group', such as 'contoso.servicebus.windows.net/Orders/$Default'.");
            violations.Unless(group.Count() == 1, nameof(SpelledGroups), group.Key, "a group can have one spelling only.");
        }

        violations.UnlessBetween(MaxConcurrency, 1, MostConcurrency, nameof(MaxConcurrency));
        Resilience.Validate(violations, nameof(Resilience));
        violations.ThrowIfAny<BlobCheckpointStoreOptions>();
    }

    /// <summary>Makes the client of the container. Retries and limits are the store's, so that it knows of every attempt.</summary>
    internal BlobContainerClient CreateClient()
    {
        BlobClientOptions client = ServiceVersion is { } version ? new BlobClientOptions(version) : new BlobClientOptions();
        BlobCheckpointStore.Prepare(client);
        if (!string.IsNullOrWhiteSpace(ConnectionString))
        {
            return new BlobContainerClient(ConnectionString, ContainerName, client);
        }

        Uri container = ContainerUri ?? new BlobUriBuilder(AccountUri!) { BlobContainerName = ContainerName }.ToUri();
        return Credential == BlobCredentialKind.Default
            ? new BlobContainerClient(container, new DefaultAzureCredential(), client)
            : new BlobContainerClient(container, client);
    }

    private static bool IsWebAddress(Uri? address) => address is null || (address.IsAbsoluteUri && address.Scheme is "https" or "http");
}
