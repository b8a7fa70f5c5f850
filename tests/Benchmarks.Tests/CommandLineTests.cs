using Compare;

namespace Benchmarks.Tests;

public sealed class CommandLineTests
{
    [Theory]
    [InlineData("--stores Foo", "--stores takes some of Memory, Sqlite, Postgres, Redis, Blob, Cosmos, and not 'Foo'")]
    [InlineData("--work all", "--work takes some of operations, cold-start, deployments, throughput, cost, and not 'all'")]
    [InlineData("--partitions 0", "--partitions takes numbers from 1 to 10000, and not '0'")]
    [InlineData("--partitions 4 x", "--partitions takes numbers from 1 to 10000, and not 'x'")]
    [InlineData("--distance x", "--distance takes milliseconds from 0 to 1000, and not 'x'")]
    [InlineData("--distance -1", "--distance takes milliseconds from 0 to 1000, and not '-1'")]
    [InlineData("--distance NaN", "--distance takes milliseconds from 0 to 1000, and not 'NaN'")]
    [InlineData("--json no/such/folder/results.json", "--json takes a file in a folder that exists, and not 'no/such/folder/results.json'")]
    [InlineData("--render no-such.json", "--render takes the results.json of a run, and not 'no-such.json'")]
    [InlineData("--machine ../mine", "--machine takes letters, digits, '-' and '_', since the name is part of a folder's, and not '../mine'")]
    public void What_cannot_be_meant_is_said_before_anything_is_measured(string arguments, string message) =>
        CompareCommand.Make().Parse(arguments.Split(' ')).Errors.Select(error => error.Message).ShouldBe([message]);

    [Theory]
    [InlineData("--stores Redis Blob --partitions 4 300 --distance 0 0.5 --machine my-laptop_2")]
    [InlineData("--json results.json --output some/new/folder")]
    public void What_can_be_meant_is_taken(string arguments) => CompareCommand.Make().Parse(arguments.Split(' ')).Errors.ShouldBeEmpty();
}
