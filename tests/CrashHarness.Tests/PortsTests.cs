using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Checkpointing.Tests.Services;

namespace CrashHarness.Tests;

/// <summary>A server that is killed and started again finds its port as it left it, and one that is started for the first time takes no other's.</summary>
public sealed class PortsTests
{
    [Fact]
    public void No_port_is_one_that_the_system_gives_to_a_connection()
    {
        const string range = "/proc/sys/net/ipv4/ip_local_port_range";
        Assert.SkipUnless(File.Exists(range), "Linux alone tells the range.");
        int lowest = int.Parse(File.ReadAllText(range).Split('\t')[0], CultureInfo.InvariantCulture);

        Enumerable.Range(0, 100).Select(_ => Ports.Free()).ShouldAllBe(port => port < lowest);
    }

    [Fact]
    public async Task A_server_whose_port_was_taken_in_between_starts_on_another()
    {
        Azurite.Needed();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("checkpointing-azurite-");
        TcpListener? neighbour = null;
        try
        {
            await using Azurite server = await Ports.StartAsync(port =>
            {
                if (neighbour is null)
                {
                    neighbour = new TcpListener(IPAddress.Loopback, port);
                    neighbour.Start();
                }

                return Azurite.StartOnDiskAsync(folder.FullName, port);
            });

            server.EndPoint.Port.ShouldNotBe(((IPEndPoint)neighbour!.LocalEndpoint).Port);
        }
        finally
        {
            neighbour?.Dispose();
            folder.Delete(recursive: true);
        }
    }
}
