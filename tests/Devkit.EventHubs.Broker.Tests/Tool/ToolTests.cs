using System.Diagnostics;
using System.Globalization;
using System.Text;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.EventHubs.Broker.Tests.Protocol;

namespace Devkit.EventHubs.Broker.Tests.Tool;

/// <summary>The tool as a user runs it: a process with arguments, two outputs and an exit code.</summary>
public sealed class ToolTests
{
    [Fact]
    public async Task It_prints_one_connection_string_per_hub_and_ends_cleanly_on_a_signal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The test sends SIGTERM, which Windows does not know.");
        using Process tool = Start("--hub", "orders:8", "--hub", "returns:2");

        string?[] lines = [await ReadLineAsync(tool), await ReadLineAsync(tool)];
        using Process kill = Process.Start("kill", ["-TERM", tool.Id.ToString(CultureInfo.InvariantCulture)]);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

        lines[0]!.ShouldStartWith("Endpoint=sb://localhost:");
        lines.Select(line => line!.Split(';')[^1]).ShouldBe(["EntityPath=orders", "EntityPath=returns"]);
        tool.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task What_was_accepted_is_there_after_the_tool_was_killed()
    {
        string folder = Directory.CreateTempSubdirectory("broker-tool-").FullName;
        try
        {
            using (Process tool = Start("--hub", "orders:2", "--data", folder))
            {
                await SendAsync(PortOf((await ReadLineAsync(tool))!), "accepted");
                tool.Kill();
                await tool.WaitForExitAsync(TestContext.Current.CancellationToken);
            }

            await using EventHubsBroker broker = await TestBroker.StartAsync(options => (options.DataDirectory = folder, options.AddHub("orders", 2)));
            broker.ReadStored("orders", "1").ShouldHaveSingleItem().BodyText.ShouldBe("accepted");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("'--hub' is required")]
    [InlineData("no number of partitions", "--hub", "orders:x")]
    [InlineData("from 1 to 16384", "--hub", "orders:0")]
    [InlineData("no name for a hub", "--hub", "a b")]
    [InlineData("--retention 5x", "--hub", "orders", "--retention", "5x")]
    [InlineData("'foo'", "--hub", "orders", "--offsets", "foo")]
    [InlineData("'--bad'", "--hub", "orders", "--bad")]
    [InlineData("70000", "--hub", "orders", "--port", "70000")]
    public async Task A_wrong_option_gets_a_clear_line_and_a_failure(string message, params string[] arguments)
    {
        using Process tool = Start(arguments);
        Task<string> errors = tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await tool.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

        tool.ExitCode.ShouldNotBe(0);
        (await errors).ShouldContain(message);
        output.ShouldNotContain("Endpoint=");
    }

    [Fact]
    public async Task A_port_in_use_gets_a_clear_line_and_a_failure()
    {
        await using EventHubsBroker broker = await TestBroker.StartAsync();

        using Process tool = Start("--hub", "orders", "--port", broker.Port.ToString(CultureInfo.InvariantCulture));
        string errors = await tool.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await tool.WaitForExitAsync(TestContext.Current.CancellationToken);

        tool.ExitCode.ShouldBe(1);
        errors.ShouldStartWith("The broker cannot start: ");
        errors.ShouldContain(broker.Port.ToString(CultureInfo.InvariantCulture));
    }

    private static Process Start(params string[] arguments) => Process.Start(new ProcessStartInfo(
        Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet",
        [typeof(EventHubsBroker).Assembly.Location, .. arguments])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;

    private static int PortOf(string connectionString) =>
        new Uri(connectionString.Split(';')[0]["Endpoint=".Length..]).Port;

    private static async Task SendAsync(int port, string body)
    {
        await using RawClient client = await RawClient.ConnectAsync(port);
        AmqpSender sender = await client.AttachSenderAsync("orders/Partitions/1");
        byte[] message = AmqpMessage.FromData(Encoding.UTF8.GetBytes(body)).ToArray();
        (await sender.SendAsync(new OutgoingMessage(message), TestContext.Current.CancellationToken)).ShouldBe(DeliveryState.Accepted);
    }

    private static async Task<string?> ReadLineAsync(Process tool) => await tool.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken);
}
