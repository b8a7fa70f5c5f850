using System.Globalization;
using Compare.Drivers;
using Harness.Network;

namespace Compare.Contest;

/// <summary>The bare driver: the limit.</summary>
internal sealed class DriverContestant : Contestant
{
    private readonly BareDriver _driver;
    private int _groups;
    private long _versions;

    private DriverContestant(BareDriver driver, DistanceProxy? proxy)
        : base(proxy) => _driver = driver;

    public override string Role => Roles.Driver;

    /// <param name="driver">The driver, which is started here.</param>
    /// <param name="connectionString">How it finds the server.</param>
    /// <param name="proxy">The proxy that the connection string leads to, if any.</param>
    /// <param name="partitions">The largest batch that will be asked for.</param>
    public static async Task<DriverContestant> StartAsync(BareDriver driver, string connectionString, DistanceProxy? proxy, int partitions)
    {
        await driver.StartAsync(connectionString, partitions, Sizes.Batch);
        return new DriverContestant(driver, proxy);
    }

    public override string Describe(Operation operation) => operation.Kind switch
    {
        OperationKind.Write or OperationKind.WriteSustained => _driver.Requests.Write,
        OperationKind.WriteMany => _driver.Requests.WriteMany,
        OperationKind.Read => _driver.Requests.Read,
        OperationKind.List => _driver.Requests.List,
        OperationKind.FirstClaim => _driver.Requests.Insert,
        _ => _driver.Requests.Claim,
    };

    public override Task<Func<int, Task<TimeSpan>>> PrepareAsync(Operation operation) => Task.FromResult(Prepare(operation));

    public override async ValueTask DisposeAsync()
    {
        await _driver.DisposeAsync();
        await base.DisposeAsync();
    }

    private Func<int, Task<TimeSpan>> Prepare(Operation operation)
    {
        string[] partitions = Ids.Of(operation.Partitions);
        long sequenceNumber = 0;
        return operation.Kind switch
        {
            OperationKind.Write or OperationKind.WriteSustained => lane => ExpectAsync(1, () => _driver.WriteAsync(lane, Interlocked.Increment(ref sequenceNumber))),
            OperationKind.WriteMany => _ => ExpectAsync(partitions.Length, () => _driver.WriteAsync(partitions, ++sequenceNumber)),
            OperationKind.Read => _ => ExpectAsync(1, _driver.ReadAsync),
            OperationKind.List => _ => ExpectAsync(partitions.Length, _driver.ListAsync),
            OperationKind.FirstClaim => _ => InsertAsync(partitions),
            OperationKind.ContendedClaim => _ => ContendAsync(partitions),
            _ => _ => ClaimAsync(partitions),
        };
    }

    /// <summary>Times requests, and makes sure that they found what they were sent for: one that finds nothing is cheaper than any.</summary>
    private static async Task<TimeSpan> ExpectAsync(int expected, Func<Task<int>> ask)
    {
        int found = 0;
        TimeSpan time = await TimeAsync(async () => found = await ask());
        Expect(expected, found);
        return time;
    }

    private static void Expect(int expected, int found)
    {
        if (found != expected)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The driver's requests found {found} records and not {expected}; is another process using its data?"));
        }
    }

    private Task<TimeSpan> InsertAsync(string[] partitions)
    {
        string group = FormattableString.Invariant($"group-{++_groups}");
        string[] versions = NewVersions(partitions);
        return ExpectAsync(partitions.Length, () => _driver.InsertAsync(group, partitions, versions));
    }

    private Task<TimeSpan> ClaimAsync(string[] partitions)
    {
        string[] versions = NewVersions(partitions);
        return ExpectAsync(partitions.Length, () => _driver.ClaimAsync(0, partitions, versions));
    }

    private async Task<TimeSpan> ContendAsync(string[] partitions)
    {
        string[] versions = NewVersions(partitions);
        int[] found = new int[Sizes.Lanes];
        TimeSpan time = await RaceAsync(async claimer => found[claimer] = await _driver.ContendAsync(claimer, partitions, versions));
        Expect(partitions.Length * Sizes.Lanes, found.Sum());
        return time;
    }

    /// <remarks>SQLite writes nothing where nothing changes.</remarks>
    private string[] NewVersions(string[] partitions)
    {
        string version = (++_versions).ToString("x16", CultureInfo.InvariantCulture);
        return [.. partitions.Select(_ => version)];
    }
}
