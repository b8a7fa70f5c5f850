using Azure.Messaging.EventHubs;
using Azure.Messaging.EventHubs.Core;

namespace Devkit.EventHubs.Client.Tests.Values;

public class ConnectionStringTests
{
    private const string Key = "SharedAccessKeyName=n;SharedAccessKey=a=b==";

    [Fact]
    public void All_parts_are_found_whatever_their_case_and_order()
    {
        var parts = EventHubsConnectionStringProperties.Parse(" ;entityPATH=hub; SHAREDaccesskeyname = n ;SharedAccessKey=a=b==;endpoint=amqps://ns.example.org:1234/x;Other=1; ");
        parts.Endpoint.ShouldBe(new Uri("sb://ns.example.org:1234/"));
        parts.FullyQualifiedNamespace.ShouldBe("ns.example.org");
        parts.EventHubName.ShouldBe("hub");
        parts.SharedAccessKeyName.ShouldBe("n");
        parts.SharedAccessKey.ShouldBe("a=b==");
        parts.SharedAccessSignature.ShouldBeNull();
        parts.UseDevelopmentEmulator.ShouldBeFalse();
    }

    [Theory]
    [InlineData("localhost", "sb://localhost/")]
    [InlineData("localhost:5673", "sb://localhost:5673/")]
    [InlineData("sb://localhost:5673/", "sb://localhost:5673/")]
    [InlineData("https://ns.example.org", "sb://ns.example.org/")]
    [InlineData("127.0.0.1:99", "sb://127.0.0.1:99/")]
    public void Endpoints_take_the_scheme_of_the_service(string endpoint, string expected) =>
        EventHubsConnectionStringProperties.Parse("Endpoint=" + endpoint).Endpoint.ToString().ShouldBe(expected);

    [Theory]
    [InlineData("Endpoint=sb://a/;EntityPath")]
    [InlineData("Endpoint=sb://a/;EntityPath=")]
    [InlineData("=x")]
    [InlineData("Endpoint=sb://a b/")]
    [InlineData("Endpoint=sb://a/;;EntityPath=x")]
    public void Strings_that_are_not_well_formed_are_refused(string text) =>
        Should.Throw<FormatException>(() => EventHubsConnectionStringProperties.Parse(text));

    [Fact]
    public void An_empty_string_is_refused() => Should.Throw<ArgumentException>(() => EventHubsConnectionStringProperties.Parse(string.Empty));

    [Theory]
    [InlineData("true", true)]
    [InlineData("TRUE", true)]
    [InlineData("yes", false)]
    public void The_emulator_flag_is_a_boolean_or_nothing(string value, bool expected) =>
        EventHubsConnectionStringProperties.Parse("UseDevelopmentEmulator=" + value).UseDevelopmentEmulator.ShouldBe(expected);

    [Theory]
    [InlineData("Endpoint=sb://a/;" + Key, null)]
    [InlineData("EntityPath=h;" + Key, null)]
    [InlineData("Endpoint=sb://a/;EntityPath=h", null)]
    [InlineData("Endpoint=sb://a/;EntityPath=h;SharedAccessKeyName=n", null)]
    [InlineData("Endpoint=sb://a/;EntityPath=h;SharedAccessSignature=s;" + Key, null)]
    [InlineData("Endpoint=sb://a/;EntityPath=h;" + Key, "other")]
    public void Incomplete_and_contradictory_strings_are_refused(string text, string? hub) =>
        Should.Throw<ArgumentException>(() => new EventHubConnection(text, hub));

    [Fact]
    public void A_hub_may_be_named_twice_if_it_is_the_same() =>
        new EventHubConnection("Endpoint=sb://a/;EntityPath=hub;" + Key, "HUB").EventHubName.ShouldBe("HUB");

    [Fact]
    public void Without_the_flag_there_is_tls_and_with_it_the_endpoint_is_connected_to()
    {
        var real = ConnectionTarget.FromConnectionString("Endpoint=sb://ns.example.org/;EntityPath=h;" + Key, null, null);
        (real.UseTls, real.Host, real.Port).ShouldBe((true, "ns.example.org", 5671));
        var emulator = ConnectionTarget.FromConnectionString("Endpoint=sb://localhost:99/;EntityPath=h;UseDevelopmentEmulator=true;" + Key, null, null);
        (emulator.UseTls, emulator.Host, emulator.Port, emulator.FullyQualifiedNamespace).ShouldBe((false, "localhost", 99, "localhost"));
        var plain = ConnectionTarget.FromConnectionString("Endpoint=sb://localhost/;EntityPath=h;UseDevelopmentEmulator=true;" + Key, null, null);
        plain.Port.ShouldBe(5672);
        var gateway = ConnectionTarget.FromConnectionString("Endpoint=sb://ns.example.org/;EntityPath=h;" + Key, null, new EventHubConnectionOptions { CustomEndpointAddress = new Uri("sb://gateway:1/") });
        (gateway.UseTls, gateway.Host, gateway.Port, gateway.FullyQualifiedNamespace).ShouldBe((true, "gateway", 1, "ns.example.org"));
    }

    [Fact]
    public void Web_sockets_and_a_proxy_without_them_are_refused()
    {
        var sockets = new EventHubConnectionOptions { TransportType = EventHubsTransportType.AmqpWebSockets };
        Should.Throw<NotSupportedException>(() => new EventHubConnection("Endpoint=sb://a/;EntityPath=h;" + Key, sockets)).Message.ShouldContain("-p:DependencySet=current");
        var proxy = new EventHubConnectionOptions { Proxy = new System.Net.WebProxy("http://p") };
        Should.Throw<ArgumentException>(() => new EventHubConnection("Endpoint=sb://a/;EntityPath=h;" + Key, proxy));
    }

    [Theory]
    [InlineData("ns.example.org", "ns.example.org")]
    [InlineData("sb://ns.example.org:5671/x", "ns.example.org")]
    public void A_namespace_is_reduced_to_its_host(string given, string expected) =>
        new EventHubConnection(given, "h", new Azure.AzureNamedKeyCredential("n", "k")).FullyQualifiedNamespace.ShouldBe(expected);

    [Fact]
    public void A_namespace_that_is_no_host_name_is_refused() =>
        Should.Throw<ArgumentException>(() => new EventHubConnection("not a host", "h", new Azure.AzureNamedKeyCredential("n", "k")));
}
