using Compare.Contest;
using Compare.Drivers;
using Harness.Servers;

namespace Benchmarks.Tests;

/// <summary>The limit that stores are held against.</summary>
public sealed class DriverTests
{
    [Theory]
    [InlineData(Backends.Sqlite)]
    [InlineData(Backends.Postgres)]
    [InlineData(Backends.Redis)]
    [InlineData(Backends.Blob)]
    [InlineData(Backends.Cosmos)]
    public async Task Its_requests_find_what_they_are_sent_for(string backend)
    {
        Assert.SkipWhen(Backends.WhyAbsent(backend) is not null, Backends.WhyAbsent(backend) ?? "");
        await using BackendServer server = await Backends.StartServerAsync(backend);
        await using DriverContestant contestant = await DriverContestant.StartAsync(BareDrivers.Make(backend)!, server.ConnectionString, proxy: null, partitions: Sizes.Batch);

        foreach (Operation operation in Operation.All([4, Sizes.Batch]))
        {
            Func<int, Task<TimeSpan>> once = await contestant.PrepareAsync(operation);
            for (int lane = 0; lane < operation.Lanes; lane++)
            {
                (await once(lane)).ShouldBeGreaterThan(TimeSpan.Zero, operation.Title);
            }

            contestant.Describe(operation).ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task One_whose_requests_find_nothing_is_no_limit()
    {
        await using DriverContestant contestant = await DriverContestant.StartAsync(new BlindDriver(), "", proxy: null, partitions: Sizes.Batch);

        foreach (Operation operation in Operation.All([4]))
        {
            Func<int, Task<TimeSpan>> once = await contestant.PrepareAsync(operation);
            await Should.ThrowAsync<InvalidOperationException>(() => once(0), operation.Title);
        }
    }

    private sealed class BlindDriver : BareDriver
    {
        public override DriverRequests Requests { get; } = new("", "", "", "", "", "");

        public override Task StartAsync(string connectionString, int partitions, int listed) => Task.CompletedTask;

        public override Task<int> WriteAsync(int lane, long sequenceNumber) => Task.FromResult(0);

        public override Task<int> WriteAsync(string[] partitionIds, long sequenceNumber) => Task.FromResult(0);

        public override Task<int> ReadAsync() => Task.FromResult(0);

        public override Task<int> ListAsync() => Task.FromResult(0);

        public override Task<int> ClaimAsync(int lane, string[] partitionIds, string[] versions) => Task.FromResult(0);

        public override Task<int> InsertAsync(string group, string[] partitionIds, string[] versions) => Task.FromResult(0);

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
