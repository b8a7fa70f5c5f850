using Devkit.EventHubs.Broker.Faults;
using Devkit.EventHubs.Broker.Protocol;

namespace Devkit.EventHubs.Broker.Tests.Protocol;

public sealed class EntityAddressTests
{
    [Theory]
    [InlineData("orders/ConsumerGroups/$Default/Partitions/3", "orders", "$Default", "3")]
    [InlineData("/orders/ConsumerGroups/$Default/Partitions/3", "orders", "$Default", "3")]
    [InlineData("/Hub%20%C3%9C/ConsumerGroups/my%20group/%C3%BC/Partitions/0", "Hub Ü", "my group/ü", "0")]
    [InlineData("amqps://localhost:5671/orders/ConsumerGroups/a/Partitions/12", "orders", "a", "12")]
    public void A_receiver_names_hub_group_and_partition(string address, string hub, string group, string partition) =>
        EntityAddress.Parse(address).ShouldBe(new EntityAddress(LinkKinds.Receivers, hub, partition, group));

    [Theory]
    [InlineData("orders", null)]
    [InlineData("/orders", null)]
    [InlineData("orders/Partitions/7", "7")]
    [InlineData("sb://localhost/orders/partitions/7", "7")]
    public void A_sender_names_a_hub_and_perhaps_a_partition(string address, string? partition) =>
        EntityAddress.Parse(address).ShouldBe(new EntityAddress(LinkKinds.Senders, "orders", partition));

    [Theory]
    [InlineData("$cbs", LinkKinds.Cbs)]
    [InlineData("/$cbs", LinkKinds.Cbs)]
    [InlineData("$management", LinkKinds.Management)]
    [InlineData("orders/$management", LinkKinds.Management)]
    public void The_nodes_of_the_namespace_have_names_of_their_own(string address, LinkKinds expected) =>
        EntityAddress.Parse(address).Kind.ShouldBe(expected);

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("orders/ConsumerGroups/a")]
    [InlineData("orders/ConsumerGroups/Partitions/1")]
    public void Anything_else_names_nothing(string address) => EntityAddress.Parse(address).Kind.ShouldBe(LinkKinds.None);
}
