using System.Data.Common;
using Azure.Identity;
using Checkpointing.Backends;
using Checkpointing.Resilience;
using Microsoft.Azure.Cosmos;

namespace Checkpointing.Cosmos;

/// <summary>
/// Which container the Cosmos DB store uses and how hard it tries. The account comes from a connection string, from an address, or from the
/// program.
/// </summary>
public sealed class CosmosCheckpointStoreOptions
{
    /// <summary>The default of <see cref="ConnectionMode"/>: direct.</summary>
    public const ConnectionMode DefaultConnectionMode = ConnectionMode.Direct;

    /// <summary>The default of <see cref="LimitToEndpoint"/>: off.</summary>
    public const bool DefaultLimitToEndpoint = false;

    /// <summary>The default of <see cref="ProvisionOnStart"/>: off.</summary>
    public const bool DefaultProvisionOnStart = false;

    /// <summary>The default of <see cref="MaxConcurrency"/>: 16.</summary>
    public const int DefaultMaxConcurrency = 16;

    private const int MostConcurrency = 256;
    private const int DefaultListPageSize = 1000;
    private const int LeastThroughput = 400;
    private const int ThroughputStep = 100;
    private const string Endpoint = "AccountEndpoint";
    private const string Key = "AccountKey";

    /// <summary>The connection string of the account: <c>AccountEndpoint=…;AccountKey=…;</c>. Secret.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>The address of the account, such as <c>https://contoso.documents.azure.com/</c>; needs <see cref="Credential"/>.</summary>
    public Uri? AccountEndpoint { get; set; }

    /// <summary>
    /// How the store proves who it is at <see cref="AccountEndpoint"/>. For other credentials give a <see cref="Container"/> of your own.
    /// </summary>
    public CosmosCredentialKind Credential { get; set; } = CosmosCredentialKind.None;

    /// <summary>The name of the database, with <see cref="ConnectionString"/> or <see cref="AccountEndpoint"/>.</summary>
    public string? DatabaseName { get; set; }

    /// <summary>The name of the container, with <see cref="ConnectionString"/> or <see cref="AccountEndpoint"/>.</summary>
    public string? ContainerName { get; set; }

    /// <summary>The key of a <see cref="Container"/> in the service container, in place of all of the above.</summary>
    public string? ServiceKey { get; set; }

    /// <summary>Whether requests go straight to the replicas (TCP, ports 10000 to 20000) or through the gateway (HTTPS, port 443).</summary>
    public ConnectionMode ConnectionMode { get; set; } = DefaultConnectionMode;

    /// <summary>Whether only the given address is used, and none that the account names, as emulators and proxies need it.</summary>
    public bool LimitToEndpoint { get; set; } = DefaultLimitToEndpoint;

    /// <summary>
    /// Whether database and container are created when they are missing. Off, a missing one is an error: a container costs money from its
    /// creation on, data-plane roles may not create any, and a misspelt name should not.
    /// </summary>
    public bool ProvisionOnStart { get; set; } = DefaultProvisionOnStart;

    /// <summary>
    /// The request units per second that a container is created with, 400 or more in steps of 100. Null for none of its own: serverless accounts, and
    /// databases whose containers share theirs, take none; elsewhere the service then gives its least.
    /// </summary>
    public int? Throughput { get; set; }

    /// <summary>How many requests one call may have under way; 1 to 256. A claim of many partitions is as many requests.</summary>
    public int MaxConcurrency { get; set; } = DefaultMaxConcurrency;

    /// <summary>Time limits and retries. Pauses that the service asks for (429) are kept to.</summary>
    public StoreResilienceOptions Resilience { get; set; } = new();

    /// <summary>How many documents a page of a list holds at most.</summary>
    internal int ListPageSize { get; set; } = DefaultListPageSize;

    /// <summary>Names account, database and container; never a key.</summary>
    public override string ToString() =>
        $"Cosmos DB container '{ContainerName}' of the database '{DatabaseName}'{(Address() is { } address ? $" at {address.Host}" : "")}";

    /// <summary>Throws if a setting is missing or wrong.</summary>
    /// <param name="section">The path of the configuration section, for messages.</param>
    /// <param name="hasClient">Whether the program gives the container itself.</param>
    internal void Validate(string section, bool hasClient)
    {
        SettingsViolations violations = new(section);
        if (!hasClient)
        {
            ValidateAccount(violations);
        }

        violations.Unless(
            Throughput is null || (Throughput >= LeastThroughput && Throughput % ThroughputStep == 0),
            nameof(Throughput),
            Throughput,
            $"allowed is {LeastThroughput} or more in steps of {ThroughputStep}, or nothing.");
        violations.UnlessBetween(MaxConcurrency, 1, MostConcurrency, nameof(MaxConcurrency));
        Resilience.Validate(violations, nameof(Resilience));
        violations.ThrowIfAny<CosmosCheckpointStoreOptions>();
    }

    /// <summary>Makes the client. Retries of throttled requests are the store's, so that one place knows of every pause.</summary>
    internal CosmosClient CreateClient()
    {
        CosmosClientOptions client = new()
        {
            ConnectionMode = ConnectionMode,
            LimitToEndpoint = LimitToEndpoint,
            MaxRetryAttemptsOnRateLimitedRequests = 0,
            UseSystemTextJsonSerializerWithOptions = System.Text.Json.JsonSerializerOptions.Web,
        };
        return string.IsNullOrWhiteSpace(ConnectionString)
            ? new CosmosClient(AccountEndpoint!.AbsoluteUri, new DefaultAzureCredential(), client)
            : new CosmosClient(ConnectionString, client);
    }

    private void ValidateAccount(SettingsViolations violations)
    {
        bool hasConnectionString = !string.IsNullOrWhiteSpace(ConnectionString);
        bool[] ways = [hasConnectionString, AccountEndpoint is not null, !string.IsNullOrWhiteSpace(ServiceKey)];
        int given = ways.Count(isSet => isSet);
        violations.Unless(
            given == 1,
            nameof(ConnectionString),
            given: null,
            $"exactly one of {nameof(ConnectionString)}, {nameof(AccountEndpoint)} and {nameof(ServiceKey)} is required; {given} are set.");
        violations.Unless(
            !hasConnectionString || Parse() is not null,
            nameof(ConnectionString),
            given: null,
            $"it is no connection string of Cosmos DB. Use '{Endpoint}=https://<account>.documents.azure.com/;{Key}=<key>;', as the portal shows it.");
        violations.Unless(
            AccountEndpoint is null || (AccountEndpoint.IsAbsoluteUri && AccountEndpoint.Scheme is "https" or "http"),
            nameof(AccountEndpoint),
            AccountEndpoint,
            "it has to be an absolute address that begins with https:// (or http:// for an emulator).");
        violations.Unless(
            AccountEndpoint is not null == (Credential == CosmosCredentialKind.Default),
            nameof(Credential),
            Credential,
            $"{nameof(AccountEndpoint)} needs the credential 'Default', and nothing else takes one.");
        foreach ((string key, string? name) in new[] { (nameof(DatabaseName), DatabaseName), (nameof(ContainerName), ContainerName) })
        {
            violations.Unless(
                !string.IsNullOrWhiteSpace(name) == (hasConnectionString || AccountEndpoint is not null),
                key,
                name,
                $"it is required with {nameof(ConnectionString)} and {nameof(AccountEndpoint)}, and only with them.");
        }
    }

    private Uri? Address() => AccountEndpoint ?? Parse();

    /// <summary>The address in the connection string, or null if that is none.</summary>
    private Uri? Parse()
    {
        try
        {
            DbConnectionStringBuilder parts = new() { ConnectionString = ConnectionString };
            return parts.TryGetValue(Endpoint, out object? address) && parts.ContainsKey(Key)
                && Convert.TryFromBase64String((string)parts[Key], new byte[((string)parts[Key]).Length], out _)
                && Uri.TryCreate((string)address, UriKind.Absolute, out Uri? parsed)
                ? parsed
                : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
