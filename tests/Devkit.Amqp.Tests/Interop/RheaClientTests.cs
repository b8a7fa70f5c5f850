using System.Text;
using Checkpointing.Tests.Services;
using Devkit.Amqp.Connections;
using Devkit.Amqp.Messaging;
using Devkit.Amqp.Tests.Support;
using Devkit.Amqp.Types;

namespace Devkit.Amqp.Tests.Interop;

/// <summary>rhea, the library under Microsoft's JavaScript SDK, as the client of our server.</summary>
public sealed class RheaClientTests
{
    [Fact]
    public async Task Values_of_every_type_arrive_with_their_type()
    {
        QueueHost queues = new();
        string output = await RunAsync("exchange", queues.OnAttach);

        AmqpMessage message = AmqpMessage.Decode(queues.Received.First());
        message.Properties!.MessageId.ShouldBe(7ul);
        message.Properties.Subject.ShouldBe("types");
        message.MessageAnnotations!["x-opt-partition-key".AsSymbol()].ShouldBe("key");
        AmqpMap properties = message.ApplicationProperties!;
        properties.ToDictionary(pair => pair.Key, pair => pair.Value).ShouldBe(new Dictionary<object, object?>
        {
            ["boolean"] = true,
            ["ubyte"] = (byte)200,
            ["ushort"] = (ushort)60000,
            ["uint"] = 4000000000u,
            ["ulong"] = 12345678901ul,
            ["byte"] = (sbyte)-100,
            ["short"] = (short)-30000,
            ["int"] = -2000000000,
            ["long"] = -12345678901L,
            ["float"] = 1.5f,
            ["double"] = -2.25,
            ["char"] = new Rune(0x1F600),
            ["timestamp"] = DateTimeOffset.FromUnixTimeMilliseconds(1700000000123),
            ["binary"] = properties["binary"],
            ["string"] = "grüße",
            ["symbol"] = new AmqpSymbol("sym"),
            ["smallint"] = 5,
            ["smalllong"] = -5L,
            ["zero"] = 0u,
        }, ignoreOrder: true);
        properties["binary"].ShouldBe(new byte[] { 1, 2, 3 });
        output.ShouldContain("""{"event":"accepted","count":5}""");
        output.Split('\n').Count(line => line.Contains("\"event\":\"message\"", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public async Task A_message_of_many_frames_goes_there_and_back() =>
        (await RunAsync("large", new QueueHost().OnAttach)).ShouldContain("\"equal\":true");

    [Fact]
    public async Task More_messages_than_two_session_windows_arrive_in_order()
    {
        string output = await RunAsync("burst", request =>
        {
            AmqpSender link = request.AcceptSender(new SenderOptions());
            _ = Task.Run(async () =>
            {
                for (int i = 0; i < 5000; i++)
                {
                    await link.SendSettledAsync(new OutgoingMessage(AmqpMessage.FromValue(i).ToArray()));
                }
            });
        });

        output.ShouldContain("\"received\":5000,\"ordered\":true");
    }

    [Fact]
    public async Task A_refusal_is_understood()
    {
        string output = await RunAsync("refused", new QueueHost().OnAttach);

        output.ShouldContain("""{"event":"open","source":null}""");
        output.ShouldContain("""{"event":"error","condition":"amqp:not-found","description":"The node could not be found."}""");
    }

    [Fact]
    public async Task A_drain_is_answered_when_there_is_nothing_to_send() =>
        (await RunAsync("drain", new QueueHost().OnAttach)).ShouldContain("\"event\":\"drained\"");

    [Fact]
    public async Task A_rejection_brings_its_condition() =>
        (await RunAsync("rejected", new QueueHost().OnAttach)).ShouldContain("""{"event":"rejected","condition":"test:rejected"}""");

    [Fact]
    public async Task Heartbeats_keep_an_idle_connection_open_on_both_sides()
    {
        ListenerOptions options = new() { IdleTimeout = TimeSpan.FromSeconds(2) };

        (await RunAsync("heartbeats", new QueueHost().OnAttach, options)).ShouldContain("""{"event":"alive","open":true}""");
    }

    [Theory]
    [InlineData("plain", "\"event\":\"open\"")]
    [InlineData("wrong-password", "\"event\":\"connection_error\"")]
    public async Task A_password_is_checked(string scenario, string expected)
    {
        ListenerOptions options = new()
        {
            SaslMechanisms = ["PLAIN"],
            Authenticate = (mechanism, response) => response.Span.SequenceEqual("\0rhea\0secret"u8),
        };

        string output = await RunAsync(scenario, new QueueHost().OnAttach, options);

        output.ShouldContain(expected);
        output.Contains("\"open\"", StringComparison.Ordinal).ShouldBe(scenario == "plain");
    }

    private static async Task<string> RunAsync(string scenario, Action<AttachRequest> onAttach, ListenerOptions? options = null)
    {
        await using Server server = new(onAttach, options);
        await using PeerProcess peer = Peers.RheaClient(server.Port, scenario);
        return await peer.WaitForSuccessAsync(TestContext.Current.CancellationToken).Time();
    }
}
