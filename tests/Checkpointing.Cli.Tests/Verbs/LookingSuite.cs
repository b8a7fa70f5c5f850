using System.Text.Json;
using Checkpointing.Cli.Tests.Support;

namespace Checkpointing.Cli.Tests.Verbs;

/// <summary>The verbs that only look, on one store.</summary>
public abstract class LookingSuite(string backend, Stage stage)
{
    private async Task<TestGroup> SeededAsync()
    {
        TestGroup group = await stage.GroupAsync(backend);
        await group.SeedAsync();
        return group;
    }

    [Fact]
    public async Task Groups_lists_what_the_store_knows()
    {
        TestGroup group = await SeededAsync();

        (await group.RunAsync("groups")).Answer().Split('\n').ShouldContain(group.Group.ToString());

        JsonElement json = (await group.RunAsync("groups", "--json")).Json();
        json.GetProperty("store").GetString().ShouldBe(backend);
        json.GetProperty("groups").EnumerateArray().Select(entry => entry.ToString().Replace(" ", "").Replace("\n", ""))
            .ShouldContain($$"""{"namespace":"{{group.Group.FullyQualifiedNamespace}}","hub":"orders","group":"{{group.Group.Name}}"}""");
    }

    [Fact]
    public async Task List_shows_each_checkpoint_and_who_wrote_it()
    {
        TestGroup group = await SeededAsync();

        group.Normalize((await group.RunAsync("list")).Answer()).ShouldStartWith("""
            localhost/orders/GROUP in STORE
            PARTITION  CHECKPOINT  OFFSET  WRITTEN BY  WRITTEN AT  AGE
            0  9  900  worker-a  TIME  AGE
            1  4  400  worker-a  TIME  AGE
            2  6  600  worker-b  TIME  AGE
            3 checkpoints; the oldest was written AGE ago
            """.ReplaceLineEndings("\n"));

        JsonElement json = (await group.RunAsync("list", "--json")).Json();
        json.GetProperty("group").GetString().ShouldBe(group.Group.ToString());
        json.GetProperty("faults").GetArrayLength().ShouldBe(0);
        JsonElement first = json.GetProperty("checkpoints")[0];
        first.EnumerateObject().Select(property => property.Name).ShouldBe(["partition", "sequenceNumber", "offset", "epoch", "writtenBy", "writtenAt", "ageSeconds"]);
        first.GetProperty("sequenceNumber").GetInt64().ShouldBe(9);
        first.GetProperty("offset").GetString().ShouldBe("900");
        first.GetProperty("ageSeconds").GetDouble().ShouldBeInRange(0, 120);
    }

    [Fact]
    public async Task Owners_shows_who_has_what()
    {
        TestGroup group = await SeededAsync();

        group.Normalize((await group.RunAsync("owners")).Answer()).ShouldBe("""
            localhost/orders/GROUP in STORE
            OWNER  STATE  RENEWED  COUNT  PARTITIONS
            worker-a  live  AGE ago  2  0, 1
            worker-b  live  AGE ago  1  2
            3 partitions: 2 live owners, evenly spread (1 to 2 each), 0 with an expired owner (not renewed for AGE), 0 free
            """.ReplaceLineEndings("\n"));
        JsonElement json = (await group.RunAsync("owners", "--json")).Json();
        json.GetProperty("isEven").GetBoolean().ShouldBeTrue();
        json.GetProperty("expirationSeconds").GetDouble().ShouldBe(120);
        json.GetProperty("owners")[0].EnumerateObject().Select(property => property.Name).ShouldBe(["owner", "state", "renewedAt", "ageSeconds", "partitions"]);
        json.GetProperty("partitions").EnumerateArray().Select(entry => $"{entry.GetProperty("partition")}:{entry.GetProperty("owner")}:{entry.GetProperty("state")}")
            .ShouldBe(["0:worker-a:live", "1:worker-a:live", "2:worker-b:live"]);
    }

    [Fact]
    public async Task Lag_tells_events_and_time_per_partition_and_in_all()
    {
        TestGroup group = await SeededAsync();

        group.Normalize((await group.RunAsync("lag")).Answer()).ShouldBe("""
            localhost/orders/GROUP in STORE
            PARTITION  EVENTS BEHIND  WAITING  CHECKPOINT  NEWEST  MOVED  OWNER  STATE
            0  0  AGE  9  9  AGE ago  worker-a  ok
            1  5  AGE  4  9  AGE ago  worker-a  ok
            2  3  AGE  6  9  AGE ago  worker-b  ok
            3  10  AGE  -  9  -  -  NO OWNER
            18 events behind in 3 of 4 partitions, waiting AGE
            1 without a live owner (3)
            """.ReplaceLineEndings("\n"));
        JsonElement json = (await group.RunAsync("lag", "--json")).Json();
        json.GetProperty("eventsBehind").GetInt64().ShouldBe(18);
        json.GetProperty("secondsAreExact").GetBoolean().ShouldBeTrue();
        JsonElement[] partitions = [.. json.GetProperty("partitions").EnumerateArray()];
        partitions.Select(partition => partition.GetProperty("eventsBehind").GetInt64()).ShouldBe([0, 5, 3, 10]);

        // Event 5 of partition 1 is the oldest that waits there, and came five minutes after event 0.
        double waited = (json.GetProperty("readAt").GetDateTimeOffset() - Stage.FirstEnqueued.AddMinutes(5)).TotalSeconds;
        partitions[1].GetProperty("secondsBehind").GetDouble().ShouldBeInRange(waited - 30, waited + 1);
    }
}
